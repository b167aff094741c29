import Testing

@testable import Problems

/// The transformation that keeps coefficients between bounds.
@Suite struct BoundsTests {
  static let intervals: [(Double, Double, [Double])] = [
    (0, 1, [1e-9, 0.25, 0.5, 0.999]), (0, 1e12, [1e-6, 0.3, 77, 1e11]), (-1e12, 0, [-1e-6, -0.3, -77]), (-1e12, 1, [0.5, -3]),
    (2, 1e9, [2.5, 1e3]), (-1e308, 1e308, [1, -3, 1e300]), (-10, 10, [1e-9, -9]), (0, .infinity, [1e-3, 50]), (-.infinity, 4, [3, -1e5]),
  ]

  @Test(arguments: intervals) func thereAndBack(_ lower: Double, _ upper: Double, _ values: [Double]) throws {
    let bounds = try #require(CoefficientBounds(lower: lower, upper: upper))
    for value in values {
      let back: Double = bounds.value(bounds.parameter(value, start: value), start: value)
      #expect(abs(back - value) <= 1e-12 * abs(value), "\(value) \(back)")
    }
    // All of the interval, and nothing else.
    for θ in stride(from: -7.0, through: 7, by: 0.25) {
      let value: Double = bounds.value(θ, start: values[0])
      #expect(value >= lower - 1e-15 * abs(lower) && value <= upper + 1e-15 * abs(upper))
    }
    #expect(bounds.contains(bounds.middle))
  }
}
