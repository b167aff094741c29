/// ln x for positive normal x, within about three units in the last place, from exactly rounded operations alone, so that random
/// numbers do not depend on the system's mathematical library.
///
/// x = m·2ᵉ with m in [√½, √2), and ln m = 2·artanh z = 2·(z + z³/3 + z⁵/5 + …) with z = (m − 1)/(m + 1), |z| ≤ 0.1716: eleven
/// terms leave less than 2⁻⁵⁸ of z.
func portableLogarithm(_ x: Double) -> Double {
  var significand = x.significand
  var exponent = Double(x.exponent)
  if significand > 1.4142135623730951 {
    significand *= 0.5
    exponent += 1
  }
  let z = (significand - 1) / (significand + 1)
  let w = z * z
  // Even and odd powers of w apart, so that the two chains run side by side.
  let v = w * w
  let even = v * (1.0 / 5 + v * (1.0 / 9 + v * (1.0 / 13 + v * (1.0 / 17 + v * (1.0 / 21)))))
  let odd = 1.0 / 3 + v * (1.0 / 7 + v * (1.0 / 11 + v * (1.0 / 15 + v * (1.0 / 19))))
  // The leading term is added last, as it is: its rounding errors would be the largest.
  let series = 2 * z + 2 * z * (even + w * odd)
  // ln 2 in two parts: the first has zeros at the end, so that its product with the exponent is exact.
  return exponent * 0x1.62e42fefa38p-1 + (series + exponent * 0x1.ef35793c7673p-45)
}
