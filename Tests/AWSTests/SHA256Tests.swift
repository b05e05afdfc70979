import AWS
import Testing

@Suite(.timeLimit(.minutes(10))) struct SHA256Tests {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ])
    func `a digest is the one in FIPS 180-2`(text: String, expected: String) {
        #expect(hex(sha256(Array(text.utf8))) == expected)
    }

    @Test func `a digest of pieces is that of all bytes`() {
        let running = RunningDigest.sha256()
        for piece in ["", "a", "bc"] { running.add(Array(piece.utf8)) }
        #expect(running.count == 3)
        #expect(hex(running.finish()) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(hex(RunningDigest.sha256().finish()) == hex(sha256([])))
    }

    @Test func `an HMAC is the one in RFC 4231, cases 1, 2 and 6`() {
        let case1 = hmacSHA256(key: [UInt8](repeating: 0x0b, count: 20), Array("Hi There".utf8))
        #expect(hex(case1) == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
        let case2 = hmacSHA256(key: Array("Jefe".utf8), Array("what do ya want for nothing?".utf8))
        #expect(hex(case2) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        let longKey = [UInt8](repeating: 0xaa, count: 131)
        let case6 = hmacSHA256(key: longKey, Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8))
        #expect(hex(case6) == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
    }

    @Test func `an HMAC without key and bytes is defined`() {
        let expected = "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"
        #expect(hex(hmacSHA256(key: [], [])) == expected)
    }
}
