import Testing

@testable import PostgresClient

@Suite struct HostsTests {
    @Test func `each host has its own address and port`() throws {
        let hosts = try Hosts(["host": "a,b", "hostaddr": "10.0.0.1,10.0.0.2", "port": "1,2", "connect_timeout": "3"])
        #expect(
            text(hosts) == ["host=a hostaddr=10.0.0.1 port=1", "host=b hostaddr=10.0.0.2 port=2"])
        #expect(hosts.limit == .seconds(3))
    }

    @Test(arguments: [
        (["host": "a,b", "port": "1"], ["host=a port=1", "host=b port=1"]),
        (["hostaddr": "10.0.0.1,10.0.0.2"], ["hostaddr=10.0.0.1", "hostaddr=10.0.0.2"]),
        (["host": ",b"], ["host=", "host=b"]),
        (["host": "a"], [""]), ([:], [""]),
        // libpq says what is wrong.
        (["host": "a,b", "port": "1,2,3"], [""]), (["host": "a,b", "hostaddr": "10.0.0.1"], [""]),
    ])
    func `lists are taken as libpq takes them`(values: [String: String], expected: [String]) throws {
        #expect(try text(Hosts(values)) == expected)
    }

    @Test func `each address of a name is tried`() throws {
        let known = ["a": ["::1", "127.0.0.1"], "b": ["10.0.0.1"]]
        let one = try Hosts(["host": "a", "port": "1"]) { known[$0] ?? [] }
        #expect(text(one) == ["hostaddr=::1", "hostaddr=127.0.0.1"])
        let three = try Hosts(["host": "a,b,c", "port": "1"]) { known[$0] ?? [] }
        #expect(
            text(three) == [
                "host=a port=1 hostaddr=::1", "host=a port=1 hostaddr=127.0.0.1", "host=b port=1", "host=c port=1",
            ])
        #expect(text(try Hosts(["host": "a", "hostaddr": "10.0.0.9"]) { known[$0] ?? [] }) == [""])
        #expect(addresses(of: "127.0.0.1") == ["127.0.0.1"])
        #expect(addresses(of: "nowhere.invalid").isEmpty && addresses(of: "/tmp").isEmpty)
    }

    @Test func `a standby is preferred, or the order is by chance`() throws {
        let preferred = try Hosts(["host": "a,b", "target_session_attrs": "prefer-standby"])
        #expect(
            text(preferred) == [
                "host=a target_session_attrs=standby", "host=b target_session_attrs=standby",
                "host=a target_session_attrs=any", "host=b target_session_attrs=any",
            ])
        let orders = try Set(
            (0..<100).map { _ in try text(Hosts(["host": "a,b", "load_balance_hosts": "random"])).first ?? "" })
        #expect(orders.count == 2)
    }

    @Test(arguments: ["0", "-1"]) func `no time is no limit`(value: String) throws {
        #expect(try Hosts(["connect_timeout": value]).limit == nil)
    }

    private func text(_ hosts: Hosts) -> [String] {
        hosts.overrides.map { $0.map { "\($0.keyword)=\($0.value)" }.joined(separator: " ") }
    }
}
