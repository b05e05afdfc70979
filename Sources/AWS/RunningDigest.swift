private import COpenSSL

/// The digest of bytes that come in pieces; used by one thread at a time.
@safe package final class RunningDigest: @unchecked Sendable {
    private let context: OpaquePointer?
    /// How many bytes were added.
    package private(set) var count = 0

    /// SHA-256, 32 bytes.
    package static func sha256() -> RunningDigest {
        guard let digest = unsafe RunningDigest(EVP_sha256()) else { stop() }
        return digest
    }

    /// MD5, 16 bytes, which is the ETag of many objects of S3; nil where libcrypto does not offer it, as in a FIPS build.
    package static func md5() -> RunningDigest? { unsafe RunningDigest(EVP_md5()) }

    private init?(_ function: OpaquePointer?) {
        unsafe context = EVP_MD_CTX_new()
        guard unsafe EVP_DigestInit_ex(context, function, nil) == 1 else { return nil }
    }

    deinit {
        unsafe EVP_MD_CTX_free(context)
    }

    /// Adds the next piece.
    package func add(_ bytes: ArraySlice<UInt8>) {
        count += bytes.count
        let status = unsafe bytes.withUnsafeBytes { unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
        guard status == 1 else { Self.stop() }
    }

    /// Adds the next piece.
    package func add(_ bytes: [UInt8]) { add(bytes[...]) }

    /// The digest of all pieces; nothing can be added after it.
    package func finish() -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: Int(EVP_MAX_MD_SIZE)) { buffer, count in
            var length: UInt32 = 0
            guard unsafe EVP_DigestFinal_ex(context, buffer.baseAddress, &length) == 1 else { Self.stop() }
            count = Int(length)
        }
    }

    private static func stop() -> Never {
        preconditionFailure("libcrypto does not offer the hash function; check its build and openssl.cnf")
    }
}
