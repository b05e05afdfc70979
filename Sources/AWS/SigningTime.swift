internal import Text

/// An instant in the two forms that Signature Version 4 uses, both in UTC.
struct SigningTime {
    /// The day as `20150830`, which is part of the credential scope.
    let date: String
    /// The second as `20150830T123600Z`, the value of `X-Amz-Date`.
    let dateTime: String

    init(_ unixTime: Int64) {
        let days = unixTime.floorDivided(by: 86_400)
        let (day, second) = (CivilDate(daysSince1970: days), unixTime - days * 86_400)
        date = zeroPadded(day.year, 4) + zeroPadded(day.month, 2) + zeroPadded(day.day, 2)
        let time = [second / 3600, second / 60 % 60, second % 60].map { zeroPadded($0, 2) }.joined()
        dateTime = "\(date)T\(time)Z"
    }
}
