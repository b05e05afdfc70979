private import COpenSSL

// SHA256() and HMAC() of libcrypto need no context object, hence no handle to own. They fail only when libcrypto was
// built or configured without SHA-256; no request can be signed then, so the process stops with the reason.

/// The SHA-256 digest of some bytes: always 32 bytes.
package func sha256(_ bytes: [UInt8]) -> [UInt8] {
    unsafe digest { output in unsafe SHA256(bytes, bytes.count, output) }
}

/// The HMAC of some bytes with SHA-256 as its hash: always 32 bytes; the key may have any length, also none.
package func hmacSHA256(key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
    unsafe digest { output in unsafe HMAC(EVP_sha256(), key, Int32(key.count), bytes, bytes.count, output, nil) }
}

/// Bytes as lower-case hexadecimal digits, two a byte.
package func hex(_ bytes: [UInt8]) -> String {
    func digit(_ value: UInt8) -> UInt8 { value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value }
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 2)
    for byte in bytes {
        text.append(digit(byte >> 4))
        text.append(digit(byte & 15))
    }
    return String(decoding: text, as: UTF8.self)
}

private func digest(_ compute: (UnsafeMutablePointer<UInt8>?) -> UnsafeMutablePointer<UInt8>?) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: Int(SHA256_DIGEST_LENGTH)) { buffer, count in
        guard unsafe compute(buffer.baseAddress) != nil else {
            preconditionFailure("libcrypto offers no SHA-256; check its build and openssl.cnf")
        }
        count = Int(SHA256_DIGEST_LENGTH)
    }
}
