private import COpenSSL

/// The SHA-256 digest of bytes that come in pieces; used by one thread at a time.
@safe package final class RunningSHA256: @unchecked Sendable {
    private let context: OpaquePointer?
    /// How many bytes were added.
    package private(set) var count = 0

    package init() {
        unsafe context = EVP_MD_CTX_new()
        guard unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else { Self.stop() }
    }

    deinit {
        unsafe EVP_MD_CTX_free(context)
    }

    /// Adds the next piece.
    package func add(_ bytes: [UInt8]) {
        count += bytes.count
        guard unsafe EVP_DigestUpdate(context, bytes, bytes.count) == 1 else { Self.stop() }
    }

    /// The digest of all pieces, 32 bytes; nothing can be added after it.
    package func finish() -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: Int(SHA256_DIGEST_LENGTH)) { buffer, count in
            var length: UInt32 = 0
            guard unsafe EVP_DigestFinal_ex(context, buffer.baseAddress, &length) == 1 else { Self.stop() }
            count = Int(length)
        }
    }

    private static func stop() -> Never {
        preconditionFailure("libcrypto offers no SHA-256; check its build and openssl.cnf")
    }
}
