import Testing

@testable import Workbench

/// The points of a search lie where they are said to lie, and fill the box evenly.
@Suite struct SearchSpaceTests {
  @Test("Dimensions are read", arguments: [("lr=log(1e-4,1)", 1e-4, 1.0), ("?b1 = lin(0.8, 0.99)", 0.8, 0.99), ("m=int(1,20)", 1, 20)])
  func reads(_ text: String, _ lower: Double, _ upper: Double) throws {
    let dimension = try SearchDimension(reading: text)
    for i in 0..<1000 {
      let value = dimension.value(Double(i) / 1000)
      #expect(value >= lower && value <= upper)
      if dimension.scale == .int { #expect(value == value.rounded()) }
    }
    #expect(dimension.value(0) == lower)
  }

  @Test(arguments: [
    ("lr", "write name="), ("lr=log(1)", "two ends"), ("lr=log(1,0.1)", "stands first"), ("lr=log(-1,1)", "above 0"), ("=log(1,2)", "a hole has a name"),
    ("lr=lin(a,b)", "two ends"), ("lr=lin(0,inf)", "two ends"), ("lr=log(1,2", "write name="), ("lr=exp(1,2)", "none of log, lin and int"),
    ("m=int(0.2,0.8)", "no whole number lies between 0.2 and 0.8"), ("m=int(0,1e300)", "within"),
  ])
  func refuses(_ text: String, _ words: String) {
    #expect { try SearchDimension(reading: text) } throws: { ($0 as? ContentError)?.message.contains(words) == true }
  }

  @Test(arguments: ["lr=log(1e-300,1e300)", "lr=lin(-1e308,1e308)", "m=int(-9e15,9e15)"])
  func widestRanges(_ text: String) throws {
    let dimension = try SearchDimension(reading: text)
    let values = (0..<100).map { dimension.value(Double($0) / 100) }
    #expect(values.allSatisfy { dimension.range.contains($0) } && zip(values, values.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func aLogarithmicRangeGivesEachFactorItsShare() throws {
    let dimension = try SearchDimension(reading: "lr=log(1e-4,1)")
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
