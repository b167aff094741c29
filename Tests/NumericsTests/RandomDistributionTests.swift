import Testing

@testable import Numerics

#if canImport(Glibc)
import Glibc
#endif

@Suite struct RandomDistributionTests {
  static let count = 200_000

  @Test("mean, variance and fourth moment of every distribution, with and without a variance",
    arguments: Distribution.allCases, [nil, 0.25, 9])
  func moments(distribution: Distribution, variance: Double?) {
    var random = RandomSource(seed: 11)
    let vector = Vector(count: Self.count)
    random.fill(vector, distribution, variance: variance)
    let n = Double(Self.count)
    let plain: [Distribution: Double] = [.normal: 1, .gaussian: 1, .uniform: 1.0 / 3, .rademacher: 1, .sphere: 1 / n]
    let kurtosis: [Distribution: Double] = [.normal: 3, .gaussian: 3, .uniform: 1.8, .rademacher: 1, .sphere: 3]
    let expected = variance ?? plain[distribution] ?? 0
    let values = vector.values
    let mean = values.reduce(0, +) / n
    let second = values.reduce(0) { $0 + $1 * $1 } / n
    let fourth = values.reduce(0) { $0 + $1 * $1 * $1 * $1 } / n
    // Standard errors: √(v/n) of the mean, v·√(2/n) of the variance of a normal distribution, v²·√(96/n) of its fourth moment.
    #expect(abs(mean) < 5 * (expected / n).squareRoot())
    #expect(abs(second / expected - 1) < 5 * (2 / n).squareRoot())
    #expect(abs(fourth / (expected * expected) - (kurtosis[distribution] ?? 0)) < 5 * (96 / n).squareRoot())
  }

  @Test("supports: ±√v for rademacher, ±√(3v) for uniform, and the norm of the sphere")
  func supports() {
    var random = RandomSource(seed: 12)
    let vector = Vector(count: 1000)
    random.fill(vector, .rademacher, variance: 4)
    #expect(Set(vector.values) == [-2, 2])
    random.fill(vector, .rademacher)
    #expect(Set(vector.values) == [-1, 1])
    random.fill(vector, .uniform, variance: 12)
    #expect(vector.values.allSatisfy { abs($0) <= 6 } && vector.values.contains { abs($0) > 5.9 })
    random.fill(vector, .uniform)
    #expect(vector.values.allSatisfy { abs($0) <= 1 })
    func norm() -> Double { vector.values.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    random.fill(vector, .sphere)
    #expect(abs(norm() - 1) < 1e-14)
    random.fill(vector, .sphere, variance: 9)
    #expect(abs(norm() - (9.0 * 1000).squareRoot()) < 1e-11)
    let single = Vector(count: 1)
    random.fill(single, .sphere, variance: 4)
    #expect(abs(abs(single[0]) - 2) < 1e-15)
    random.fill(Vector(count: 0), .sphere)
  }

  @Test("filling a vector draws what single calls draw, and writes nothing behind it")
  func fillIsRepeatedDrawing() {
    var random = RandomSource(seed: 13), single = random
    let block = Vector(Array(repeating: 5, count: 16))
    random.fill(block.base + 2, count: 9, .normal)
    #expect(block.values == [5, 5] + (0..<9).map { _ in single.normal() } + Array(repeating: 5, count: 5))
    #expect(random == single)
  }

  @Test("normal numbers fall below each quantile as often as they should (Kolmogorov's distance)")
  func normalShape() {
    var random = RandomSource(seed: 14)
    let n = 100_000
    let sorted = (0..<n).map { _ in random.normal() }.sorted()
    var largest = 0.0
    for (k, value) in sorted.enumerated() {
      let probability = 0.5 * erfc(-value / 2.0.squareRoot())
      largest = max(largest, abs(probability - (Double(k) + 0.5) / Double(n)))
    }
    // The distance exceeds 2.2/√n once in ten thousand.
    #expect(largest < 2.2 / Double(n).squareRoot())
  }

  @Test("the logarithm made of exact operations agrees with the system's")
  func logarithms() {
    var random = RandomSource(seed: 15)
    for _ in 0..<20_000 {
      let x = random.uniform() + 0x1p-60
      #expect(abs(portableLogarithm(x) - log(x)) <= 3 * abs(log(x)).ulp)
      let scaled = x * 0x1p-40
      #expect(abs(portableLogarithm(scaled) - log(scaled)) <= 3 * abs(log(scaled)).ulp)
    }
    #expect(portableLogarithm(1) == 0)
  }
}
