import Testing

@testable import Workbench

/// The points of a search lie where they are said to lie, and fill the box evenly.
@Suite struct SearchSpaceTests {
  @Test("Dimensions are read", arguments: [("lr=log(1e-4,1)", 1e-4, 1.0), ("?b1 = lin(0.8, 0.99)", 0.8, 0.99), ("m=int(1,20)", 1, 20)])
  func reads(_ text: String, _ lower: Double, _ upper: Double) throws {
    let dimension = try #require(SearchDimension(reading: text))
    for i in 0..<1000 {
      let value = dimension.value(Double(i) / 1000)
      #expect(value >= lower && value <= upper)
      if dimension.scale == .int { #expect(value == value.rounded()) }
    }
    #expect(dimension.value(0) == lower)
  }

  @Test(arguments: ["lr", "lr=log(1)", "lr=log(1,0.1)", "lr=log(-1,1)", "=log(1,2)", "lr=lin(a,b)", "lr=lin(0,inf)", "lr=log(1,2"])
  func refuses(_ text: String) { #expect(SearchDimension(reading: text) == nil) }

  @Test func aLogarithmicRangeGivesEachFactorItsShare() throws {
    let dimension = try #require(SearchDimension(reading: "lr=log(1e-4,1)"))
    let values = (0..<400).map { dimension.value((Double($0) + 0.5) / 400) }
    #expect(values.count { $0 < 1e-2 } == 200 && values.count { $0 < 1e-3 } == 100)
  }

  @Test("Every eighth of every side has its share of the points", arguments: [1, 2, 3, 5])
  func evenness(_ dimensions: Int) {
    let sequence = RSequence(dimensions: dimensions)
    let points = (0..<256).map { sequence.point($0) }
    #expect(points.allSatisfy { $0.count == dimensions && $0.allSatisfy { (0..<1).contains($0) } })
    for d in 0..<dimensions {
      for part in 0..<8 { #expect(abs(points.count { Int($0[d] * 8) == part } - 32) <= 6, "\(d) \(part)") }
    }
    // The first point of the R sequence of one dimension: 0.5 + 1/golden ratio, modulo 1.
    if dimensions == 1 { #expect(abs(points[0][0] - 0.118033988749895) < 1e-12) }
  }
}
