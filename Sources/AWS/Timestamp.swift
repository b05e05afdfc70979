/// Seconds since 1970 of an ISO 8601 instant such as `2026-11-21T10:34:56Z`; nil for anything else.
///
/// A fraction is cut; a zone other than `Z` is written `+01:00`.
func unixTime(iso8601 text: String) -> Int64? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes[4] == minus, bytes[7] == minus, bytes[10] == UInt8(ascii: "T"),
        bytes[13] == colon, bytes[16] == colon, let year = number(bytes[0..<4]), let month = number(bytes[5..<7]),
        let day = number(bytes[8..<10]), let time = secondOfDay(bytes[11..<19]),
        let zone = zone(bytes[19...].drop { $0 == UInt8(ascii: ".") || isDigit($0) })
    else { return nil }
    return days(year, month, day).map { $0 * 86_400 + time - zone }
}

/// Seconds since 1970 of a `Date` field such as `Sat, 21 Nov 2026 10:34:56 GMT`; nil for anything else.
func unixTime(httpDate text: String) -> Int64? {
    let words = text.split(separator: " ")
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    guard words.count == 6, words[5] == "GMT", let month = months.firstIndex(of: String(words[2])),
        let day = number(ArraySlice(words[1].utf8)), let year = number(ArraySlice(words[3].utf8)),
        let time = secondOfDay(ArraySlice(words[4].utf8))
    else { return nil }
    return days(year, Int64(month) + 1, day).map { $0 * 86_400 + time }
}

private let minus = UInt8(ascii: "-")
private let colon = UInt8(ascii: ":")

private func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}

private func number(_ digits: ArraySlice<UInt8>) -> Int64? {
    guard (1...4).contains(digits.count), digits.allSatisfy(isDigit) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
}

private func secondOfDay(_ text: ArraySlice<UInt8>) -> Int64? {
    let parts = text.split(separator: colon).map(number)
    guard parts.count == 3, let hour = parts[0], let minute = parts[1], let second = parts[2],
        hour < 24, minute < 60, second < 61
    else { return nil }
    return hour * 3600 + minute * 60 + second
}

/// Seconds east of UTC.
private func zone(_ text: ArraySlice<UInt8>) -> Int64? {
    if text.elementsEqual("Z".utf8) { return 0 }
    let parts = text.dropFirst().split(separator: colon).map(number)
    guard let sign = text.first, sign == minus || sign == UInt8(ascii: "+"), parts.count == 2, let hours = parts[0],
        let minutes = parts[1], hours < 24, minutes < 60
    else { return nil }
    return (sign == minus ? -1 : 1) * (hours * 3600 + minutes * 60)
}

/// Days since 1970-01-01; years are counted from March, so that the leap day is a year's last day.
private func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64? {
    guard (1970...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
    let shifted = month <= 2 ? year - 1 : year
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
}
