/// An instant in the two spellings that Signature Version 4 uses, both in UTC.
struct SigningTime {
    /// The day as `20150830`, which is part of the credential scope.
    let date: String
    /// The second as `20150830T123600Z`, the value of `X-Amz-Date`.
    let dateTime: String

    init(_ unixTime: Int64) {
        let (day, second) = (floorDivided(unixTime, 86_400), Int(unixTime - floorDivided(unixTime, 86_400) * 86_400))
        let civil = civilDate(day)
        date = padded(Int(civil.year), 4) + padded(Int(civil.month), 2) + padded(Int(civil.day), 2)
        dateTime = "\(date)T\(padded(second / 3600, 2))\(padded(second / 60 % 60, 2))\(padded(second % 60, 2))Z"
    }
}

/// The Gregorian date of a day counted from 1970-01-01.
///
/// Years are counted from March, so that the leap day is a year's last day and needs no case of its own.
private func civilDate(_ daysSince1970: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let days = daysSince1970 + 719_468
    let era = floorDivided(days, 146_097)
    let dayOfEra = days - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
}

private func floorDivided(_ value: Int64, _ divisor: Int64) -> Int64 {
    value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor)
}

private func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
