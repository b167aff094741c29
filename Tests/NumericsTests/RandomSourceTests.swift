import Testing

@testable import Numerics

@Suite struct RandomSourceTests {
  @Test("the generator is xoshiro256++: its first words from the state 1, 2, 3, 4")
  func referenceSequence() throws {
    // First outputs of the authors' C program with that state.
    var random = try #require(RandomSource(words: [1, 2, 3, 4, 0, 0]))
    let expected: [UInt64] = [41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386]
    #expect(expected.map { _ in random.nextUInt64() } == expected)
  }

  @Test("a seed gives these numbers on every machine, for ever")
  func pinned() {
    var random = RandomSource(seed: 42)
    #expect((0..<3).map { _ in random.nextUInt64() } == [0xd076_4d4f_4476_689f, 0x519e_4174_576f_3791, 0xfbe0_7cfb_0c24_ed8c])
    #expect((0..<2).map { _ in random.uniform() } == [0.7011355981347556, 0.793504489691729])
    #expect((0..<3).map { _ in random.normal() } == [0.2342071164858741, -0.9959892352413414, 0.4670237139695003])
    #expect((0..<8).map { _ in random.rademacher() } == [-1, -1, -1, -1, 1, 1, -1, 1])
    #expect((0..<8).map { _ in random.integer(below: 10) } == [0, 5, 4, 1, 8, 6, 5, 8])
    #expect(random.permutation(6) == [5, 4, 1, 3, 2, 0])
    var child = random.split(), stream = random.stream(7)
    #expect(child.nextUInt64() == 8_929_979_814_251_044_251)
    #expect(stream.nextUInt64() == 15_239_758_680_217_962_207)
  }

  @Test("equal seeds give equal sequences, different seeds different ones")
  func seeds() {
    var a = RandomSource(seed: 0), b = RandomSource(seed: 0), c = RandomSource(seed: 1)
    let words = (0..<100).map { _ in a.nextUInt64() }
    #expect(words == (0..<100).map { _ in b.nextUInt64() })
    #expect(Set(words).isDisjoint(with: (0..<100).map { _ in c.nextUInt64() }))
    #expect(Set(words).count == 100)
  }

  @Test("a copy, and a source restored from its words, replay exactly, between the two numbers of a normal pair too")
  func snapshots() throws {
    var random = RandomSource(seed: 5)
    _ = random.normal()
    var copy = random
    var restored = try #require(RandomSource(words: random.words))
    func draw(_ source: inout RandomSource) -> [Double] {
      (0..<50).flatMap { _ in [source.normal(), source.uniform(), Double(source.integer(below: 1000)), source.normal()] }
    }
    let expected = draw(&random)
    #expect(draw(&copy) == expected)
    #expect(draw(&restored) == expected)
    #expect(random == copy)
    #expect(RandomSource(words: []) == nil && RandomSource(words: [0, 0, 0, 0, 0, 0]) == nil)
    #expect(RandomSource(words: [1, 2, 3, 4, 2, 0]) == nil)
  }

  @Test("streams do not depend on what else is drawn from them, and differ from each other and from their source")
  func streams() {
    var source = RandomSource(seed: 3)
    let before = source
    var first = source.stream(0), second = source.stream(1)
    #expect(source == before)
    var split = source.split(), splitAgain = source.split()
    var words: Set<UInt64> = []
    for _ in 0..<200 {
      words.formUnion([
        first.nextUInt64(), second.nextUInt64(), split.nextUInt64(), splitAgain.nextUInt64(), source.nextUInt64(),
      ])
    }
    #expect(words.count == 1000)
  }

  @Test("uniform numbers stay in their range, at extreme ranges too")
  func ranges() {
    var random = RandomSource(seed: 8)
    let largest = Double.greatestFiniteMagnitude
    let ranges = [0.0..<1, -3..<5, 1..<1.0.nextUp, -largest..<largest, 0..<Double.leastNonzeroMagnitude, 1e300..<1.1e300]
    for range in ranges {
      for _ in 0..<1000 { #expect(range.contains(random.uniform(in: range))) }
    }
  }

  @Test("integers are unbiased, also where the bound does not divide 2⁶⁴")
  func integers() {
    var random = RandomSource(seed: 9)
    var counts = Array(repeating: 0, count: 6)
    for _ in 0..<60_000 { counts[random.integer(below: 6)] += 1 }
    // Six standard deviations of a binomial count are 548.
    #expect(counts.allSatisfy { abs($0 - 10_000) < 550 })
    // With a bound of 3·2⁶¹ a plain product would draw one residue class twice as often as the other.
    let bound = 3 << 61
    let even = (0..<10_000).filter { _ in random.integer(below: bound) % 3 == 0 }.count
    #expect(abs(even - 3333) < 300)
    #expect((0..<10).allSatisfy { _ in random.integer(below: 1) == 0 })
  }

  @Test("permutations hold every number once, and all orders of three come equally often")
  func permutations() {
    var random = RandomSource(seed: 10)
    #expect(random.permutation(0).isEmpty && random.permutation(1) == [0])
    #expect(random.permutation(100).sorted() == Array(0..<100))
    var counts: [[Int]: Int] = [:]
    for _ in 0..<12_000 { counts[random.permutation(3), default: 0] += 1 }
    #expect(counts.count == 6 && counts.values.allSatisfy { abs($0 - 2000) < 250 })
  }
}
