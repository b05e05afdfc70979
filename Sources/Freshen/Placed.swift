/// A name or text of the configuration, with its place.
package struct Placed<Value: Sendable>: Sendable {
    /// The value itself.
    package let value: Value
    /// Its place.
    package let place: Place

    package init(_ value: Value, at place: Place) {
        self.value = value
        self.place = place
    }
}

extension Placed: Equatable where Value: Equatable {}
extension Placed: Hashable where Value: Hashable {}
