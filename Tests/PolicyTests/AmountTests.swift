import Policy
import Testing

@Suite struct AmountTests {
  @Test(arguments: [
    (0, "EUR", "0.00 EUR"), (5, "EUR", "0.05 EUR"), (18005, "EUR", "180.05 EUR"),
    (18005, "JPY", "18005 JPY"), (18005, "KWD", "18.005 KWD"), (-5, "EUR", "-0.05 EUR"),
    (Int64.max, "USD", "92233720368547758.07 USD"), (Int64.min, "JPY", "-9223372036854775808 JPY"),
  ])
  func words(_ minor: Int64, _ currency: String, _ text: String) {
    #expect(Amount(minor: minor, currency: currency).description == text)
  }
}
