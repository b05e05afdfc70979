/// What a list of EndpointSlices says of one, as far as it matters here.
///
/// A service has a slice for each family of addresses and each number behind its ports, and more of them where it has
/// many endpoints.
struct EndpointSlice: Decodable {
    struct Port: Decodable {
        let name, `protocol`: String?
        let port: Int?
    }

    struct Conditions: Decodable {
        let ready, serving, terminating: Bool?
    }

    struct Reference: Decodable {
        let kind, name, uid: String?
    }

    struct Endpoint: Decodable {
        let addresses: [String]
        let conditions: Conditions?
        let targetRef: Reference?
    }

    let addressType: String
    /// null where there is none, and where the service's pods lack the named port.
    let ports: [Port]?
    /// null where there is none.
    let endpoints: [Endpoint]?
}
