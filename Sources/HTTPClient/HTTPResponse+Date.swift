internal import CCurl

extension HTTPResponse {
    /// The server's clock when it answered, in seconds since 1970; nil: it did not say, or not as HTTP writes a date.
    package var unixTime: Int64? {
        guard let date = header("Date") else { return nil }
        let seconds = curl_getdate(date, nil)
        return seconds < 0 ? nil : Int64(seconds)
    }
}
