/// A metric of one run, with a name and a unit after OpenTelemetry's conventions.
///
/// Source: https://opentelemetry.io/docs/specs/semconv/general/naming/
struct Metric {
    enum Kind {
        /// What this run adds to a counter.
        case sum
        /// A value as of the end of this run.
        case gauge
    }

    enum Value: Equatable {
        case count(Int)
        case seconds(Double)

        /// One value for both: counts are added up; of times the larger one counts, whatever its sign.
        func merged(_ other: Value) -> Value {
            switch (self, other) {
            case (.count(let one), .count(let other)): .count(one + other)
            case (.seconds(let one), .seconds(let other)) where abs(other) > abs(one): .seconds(other)
            default: self
            }
        }
    }

    enum Attribute: Hashable {
        case text(String)
        case integer(Int)
    }

    struct Point {
        let value: Value
        let attributes: [String: Attribute]
    }

    let name, unit: String
    let kind: Kind
    let points: [Point]

    /// How often something happened in this run; `unit` names what is counted.
    static func sum(_ name: String, _ unit: String, _ points: [Point]) -> Metric {
        Metric(name, "{\(unit)}", .sum, points)
    }

    /// How many things there are; `unit` names them.
    static func gauge(_ name: String, _ unit: String, _ points: [Point]) -> Metric {
        Metric(name, "{\(unit)}", .gauge, points)
    }

    /// A time in seconds.
    static func seconds(_ name: String, _ points: [Point]) -> Metric {
        Metric(name, "s", .gauge, points)
    }

    /// No two points may have the same attributes: a pod that two web entries name becomes one point.
    private init(_ name: String, _ unit: String, _ kind: Kind, _ points: [Point]) {
        (self.name, self.unit, self.kind) = (name, unit, kind)
        var places: [[String: Attribute]: Int] = [:]
        var merged: [Point] = []
        for point in points {
            if let place = places[point.attributes] {
                merged[place] = Point(value: merged[place].value.merged(point.value), attributes: point.attributes)
            } else {
                places[point.attributes] = merged.count
                merged.append(point)
            }
        }
        self.points = merged
    }
}

extension Metric.Point {
    init(_ count: Int, _ attributes: [String: Metric.Attribute] = [:]) {
        self.init(value: .count(count), attributes: attributes)
    }

    init(_ seconds: Double, _ attributes: [String: Metric.Attribute] = [:]) {
        self.init(value: .seconds(seconds), attributes: attributes)
    }
}
