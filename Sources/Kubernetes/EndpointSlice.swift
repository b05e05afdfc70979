/// The part of an EndpointSlice that freshen reads.
///
/// A service has one slice for each address family and each set of port numbers, and several where it has many endpoints.
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
    /// null where there is none, and where the service's pods do not have the named port.
    let ports: [Port]?
    /// null where there is none.
    let endpoints: [Endpoint]?
}
