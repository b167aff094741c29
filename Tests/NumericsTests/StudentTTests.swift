import Numerics
import Testing

/// Student's t against 30-digit quadrature of its density (mpmath).
@Suite struct StudentTTests {
  static let quantiles: [(Double, Double, Double)] = [
    (1, 0.05, 12.706204736174704), (2, 0.05, 4.3026527297494637), (3, 0.05, 3.1824463052837095), (5, 0.05, 2.5705818356363155),
    (12, 0.05, 2.1788128296672288), (51, 0.05, 2.007583770315836), (230, 0.05, 1.9703317732750766),
    (1000, 0.05, 1.9623390808264085), (1e6, 0.05, 1.959966356814107), (2.5, 0.01, 7.1637281389487855), (1, 0.001, 636.6192487687196),
    (7, 0.9, 0.13029279659177736), (12, 1e-6, 9.0846929341312682),
  ]

  @Test("The quantile has 12 digits", arguments: quantiles)
  func quantile(_ degrees: Double, _ p: Double, _ t: Double) {
    let found = StudentT(degrees: degrees).quantile(tails: p)
    #expect(abs(found - t) <= 1e-12 * t, "\(found)")
  }

  @Test("The tails at the quantile are what was asked for", arguments: [0.3, 1, 4, 40, 3e4], [0.9, 0.5, 0.05, 1e-4, 1e-10])
  func inverse(_ degrees: Double, _ p: Double) {
    let t = StudentT(degrees: degrees)
    #expect(abs(t.tails(beyond: t.quantile(tails: p)) - p) <= 1e-11 * p)
  }

  @Test("With one degree of freedom it is Cauchy's distribution")
  func cauchy() {
    for x in [0, 1e-9, 0.5, 1, 3, 1e6] {
      let exact = 1 - 2 / Double.pi * atanOf(x)
      #expect(abs(StudentT(degrees: 1).tails(beyond: x) - exact) <= 1e-15 + 1e-12 * exact)
    }
  }

  @Test("Ends and nonsense")
  func ends() {
    let t = StudentT(degrees: 4)
    #expect(t.quantile(tails: 1) == 0 && t.quantile(tails: 0) == .infinity && t.quantile(tails: .nan).isNaN)
    #expect(t.tails(beyond: .infinity) == 0 && t.tails(beyond: 0) == 1 && t.tails(beyond: .nan).isNaN)
  }

  /// By its series for half the angle, so that the test needs no library of mathematics.
  private func atanOf(_ x: Double) -> Double {
    if x == 0 { return 0 }
    if x > 1 { return Double.pi / 2 - atanOf(1 / x) }
    if x > 0.1 { return 2 * atanOf(x / (1 + (1 + x * x).squareRoot())) }
    var (sum, term) = (0.0, x)
    for k in 0..<40 {
      sum += term / Double(2 * k + 1)
      term *= -x * x
    }
    return sum
  }
}
