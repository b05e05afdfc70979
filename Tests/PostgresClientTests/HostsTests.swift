import Testing

@testable import PostgresClient

@Suite struct HostsTests {
    @Test func `each host has its own address and port`() throws {
        let found = try Hosts(["host": "a,b", "hostaddr": "10.0.0.1,10.0.0.2", "port": "1,2", "connect_timeout": "3"])
        #expect(
            text(found) == ["host=a hostaddr=10.0.0.1 port=1", "host=b hostaddr=10.0.0.2 port=2"])
        #expect(found.limit == .seconds(3))
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
        let resolve = { (name: String) throws(PostgresError) -> [String] in
            guard name != "c" else { throw PostgresError(kind: .connection, message: "no c") }
            return name == "a" ? ["::1", "127.0.0.1"] : ["10.0.0.1"]
        }
        let both = ["hostaddr=::1", "hostaddr=127.0.0.1"]
        #expect(try text(Hosts(["host": "a"]).addresses(of: [], resolve)) == both)
        let three = try Hosts(["host": "a,b,c", "port": "1"])
        #expect(try text(three.addresses(of: three.overrides[0], resolve)) == both)
        #expect(try text(three.addresses(of: three.overrides[1], resolve)) == ["hostaddr=10.0.0.1"])
        #expect(throws: PostgresError.self) { try three.addresses(of: three.overrides[2], resolve) }
        // What libpq is to decide, or to refuse, is not resolved.
        for values in [
            ["host": "a", "hostaddr": "::1"], ["host": "/a"], ["host": "a,a", "port": "1,2,3"],
        ] {
            #expect(try text(Hosts(values).addresses(of: [], resolve)) == [""])
        }
    }

    @Test func `a name is resolved to addresses`() throws {
        func addresses(of host: String) throws(PostgresError) -> [String] {
            try PostgresClient.addresses(of: host, within: .seconds(20), interrupt: nil)
        }
        #expect(try addresses(of: "127.0.0.1") == ["127.0.0.1"])
        let error = try failure { _ = try addresses(of: "nowhere.invalid") }
        #expect(error.isTransient && error.message.hasPrefix("could not translate host name \"nowhere.invalid\""))
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

    private func text(_ hosts: Hosts) -> [String] { text(hosts.overrides) }

    private func text(_ entries: [[Hosts.Pair]]) -> [String] {
        entries.map { $0.map { "\($0.keyword)=\($0.value)" }.joined(separator: " ") }
    }
}
