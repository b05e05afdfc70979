/// An answer, whatever its status; redirects are answers too.
package struct HTTPResponse: Hashable, Sendable {
    /// The status code.
    package var status: Int
    /// The fields in the order of their arrival.
    package var headers: [HTTPHeader]
    /// The body, no larger than the request allows.
    package var body: [UInt8]

    package init(status: Int, headers: [HTTPHeader] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The value of the first field of that name, without regard to case.
    package func header(_ name: String) -> String? {
        let name = name.lowercased()
        return headers.first { $0.name.lowercased() == name }?.value
    }
}
