import Testing

private import Glibc

/// Deliveries in virtual time, thousands of them, each drawn from its seed.
///
/// `FRESHEN_SIMULATION_SEED` draws others, `FRESHEN_SIMULATION_CASES` says how many (see Tests/simulation.sh).
@Suite(.timeLimit(.minutes(10))) struct SimulationTests {
    private static let seed = setting("FRESHEN_SIMULATION_SEED") ?? 20_261_121

    private static func setting(_ name: String) -> UInt64? {
        getenv(name).flatMap { UInt64(String(cString: $0)) }
    }

    private static func seed(of number: Int) -> UInt64 { seed &+ UInt64(number) &* 0xD134_2543_DE82_EF95 }

    @Test func `when nothing is owed no cache holds a stale page, and CloudFront was never invalidated too early`() {
        let cases = Int(Self.setting("FRESHEN_SIMULATION_CASES") ?? 4000)
        let began = ContinuousClock.now
        for number in 0..<cases {
            let seed = Self.seed(of: number)
            guard let violation = Simulation(seed: seed).run() else { continue }
            let again = Simulation(seed: seed, isTraced: true)
            _ = again.run()
            print(
                "simulation: seed \(seed), its trace:", again.world.trace.joined(separator: "\n  "), separator: "\n  ")
            Issue.record("history \(number), seed \(seed): \(violation)")
            return
        }
        let took = (ContinuousClock.now - began) / .milliseconds(1)
        print("simulation: seed \(Self.seed), \(cases) histories in \(Int(took)) ms: 0 stale, 0 out of order")
    }

    @Test(arguments: Flaw.allCases) func `a delivery that is broken in one place is caught`(flaw: Flaw) {
        for number in 0..<50_000 {
            guard let violation = Simulation(seed: Self.seed(of: number), flaw: flaw).run() else { continue }
            print("simulation: caught \"\(flaw.rawValue)\" in history \(number): \(violation)")
            return
        }
        Issue.record("not caught: \(flaw.rawValue)")
    }
}
