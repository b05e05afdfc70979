import Glibc

/// Runs `body` while the resolver of this thread has one name server, at a port of 127.0.0.1 where none listens.
///
/// It overwrites glibc's `struct __res_state` of this thread, which Swift's Glibc module does not declare: the number of
/// name servers is at offset 16, their addresses begin at offset 20.
func withUnreachableNameServer<Result, Failure>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    let initialize = unsafeBitCast(dlsym(nil, "__res_init"), to: (@convention(c) () -> Int32).self)
    let state = unsafeBitCast(dlsym(nil, "__res_state"), to: (@convention(c) () -> UnsafeMutableRawPointer).self)
    _ = initialize()
    // Reads /etc/resolv.conf again.
    defer { _ = initialize() }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(1).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    state().storeBytes(of: 1, toByteOffset: 16, as: Int32.self)
    state().storeBytes(of: address, toByteOffset: 20, as: sockaddr_in.self)
    return try body()
}
