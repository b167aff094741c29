import Numerics
import Optimization
import Testing

@testable import Workbench

/// The numbers that verdicts rest on, against SciPy, NumPy, enumeration and published test vectors.
@Suite struct ComparisonStatisticsTests {
  @Test("Wilcoxon's test counts sign patterns out", arguments: [
    ([1.5, -0.3, 2.2, 0.7, 3.1, -1.1, 0.9], 0.15625),
    ([1, 1, -1, 2, 2, 3, -2, 4, 5, 1], 0.060546875),
    ([1, 2, 3, 4, 5, 6], 0.03125),
    ([1, 2, 3, 4, .infinity], 0.0625),
    ([0, 0, 1, 2, 3, 4, 5, 6, 0], 0.03125),
    ([0, 0], 1), ([], 1),
  ] as [([Double], Double)])
  func signedRank(_ differences: [Double], _ expected: Double) {
    #expect(abs(signedRankProbability(differences) - expected) < 1e-12)
    #expect(abs(signedRankProbability(differences.map { -$0 }) - expected) < 1e-12)
  }

  @Test func signedRankOfManyIsNormal() {
    // scipy.stats.wilcoxon(correction=True, method='approx')
    let differences = (0..<60).map { (i: Int) -> Double in
      let third = Double(i * 37 % 61 - 20) / 3
      return (third * 1000).rounded() / 1000
    }
    #expect(abs(signedRankProbability(differences) - 0.0002103033927286199) < 1e-12)
  }

  @Test func signedRankNeverSeesADifferenceInFivePairs() {
    for n in 1...5 { #expect(signedRankProbability((1...n).map(Double.init)) > 0.05) }
  }

  @Test func quantilesAreThoseOfNumPyAndTakeInfinities() {
    #expect(Quartiles([16, 1, 2, 8, 4]) == Quartiles([1, 2, 4, 8, 16]))
    #expect([0.25, 0.5, 0.75].map { quantile([3, 7, 11, 20], $0) } == [6, 9, 13.25])
    #expect(quantile([1, .infinity], 0.5) == .infinity && quantile([1, 2, .infinity], 0.5) == 2)
    #expect(quantile([.infinity, .infinity], 0.3) == .infinity && quantile([], 0.5).isNaN)
  }

  @Test func shareIntervals() {
    #expect(abs(shareInterval(20, of: 20).lowerBound - 0.8388748419471806) < 1e-12)
    #expect(abs(shareInterval(3, of: 10).lowerBound - 0.10779126740630099) < 1e-12)
    #expect(abs(shareInterval(3, of: 10).upperBound - 0.6032218525388546) < 1e-12)
  }

  @Test func holm() {
    #expect(holmAdjusted([0.01, 0.04, 0.03]) == [0.03, 0.06, 0.06])
    #expect(holmAdjusted([0.9, 0.8]) == [1, 1])
  }

  @Test func bootstrapOfAConstantHasNoWidthAndOfOneValueNoInterval() {
    #expect(bootstrapInterval([[2, 2, 2], [2, 2]]) { Quartiles($0).median } == 2...2)
    #expect(bootstrapInterval([[1]]) { $0[0] } == nil)
    let interval = bootstrapInterval([(0..<100).map(Double.init)]) { $0.reduce(0, +) / Double($0.count) }
    // 49.5 ± 1.96 · 28.9 / 10
    #expect(interval.map { abs($0.lowerBound - 43.8) < 1 && abs($0.upperBound - 55.2) < 1 } == true)
  }

  @Test func hashIsFNV1a() {
    #expect(StableHash().value == 0xcbf2_9ce4_8422_2325)
    #expect(StableHash.of("a") == 0xaf63_dc4c_8601_ec8c && StableHash.of("foobar") == 0x8594_4171_f739_67e8)
  }

  @Test(arguments: [1, 2, 3, 4, 5])
  func aTraceOverstatesCostsByTwoPercentAtMostAndTheTargetsByNothing(_ seed: UInt64) {
    var random = RandomSource(seed: seed)
    let target = 0.37
    var all: [(cost: Double, f: Double)] = []
    var trace = CostTrace(target: target)
    var (cost, f) = (0.0, 1.0)
    for _ in 0..<5000 {
      cost += 1 + Double(random.integer(below: 3))
      f -= 2e-4 * random.uniform()
      all.append((cost, f))
      trace.add(f, cost: cost)
      trace.add(f + 0.1, cost: cost)
    }
    #expect(trace.samples.count < 400)
    for level in (0..<200).map({ 1 - Double($0) * 0.005 }) + [target] {
      let exact = all.first { $0.f <= level }?.cost
      let read = trace.cost(to: level)
      #expect((exact == nil) == (read == nil))
      if let exact, let read {
        #expect(read >= exact && read <= exact * 1.02)
        if exact < 50 || level == target { #expect(read == exact) }
      }
    }
  }
}
