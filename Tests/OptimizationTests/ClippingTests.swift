import Glibc
import Numerics
import Testing

@testable import Optimization

private let layout = Layout([("v", [3]), ("s", []), ("A", [2, 3]), ("T", [2, 2, 3])])
private let u: [Double] = (0..<layout.count).map { 3 * sin(Double($0 * $0) + 0.4) }

/// The slices of tensor k over the axes `dims` as lists of indices into u, found from the coordinates.
private func slices(_ k: Int, _ dims: Set<Int>) -> [[Int]] {
  let segment = layout.segments[k]
  var groups: [[Int]: [Int]] = [:]
  for i in 0..<segment.count {
    var rest = i, coordinates: [Int] = []
    for size in segment.shape.reversed() {
      coordinates.insert(rest % size, at: 0)
      rest /= size
    }
    groups[coordinates.enumerated().filter { !dims.contains($0.offset) }.map(\.element), default: []].append(segment.offset + i)
  }
  return groups.values.map { $0 }
}

private func norm(_ values: [Double], _ p: Double) -> Double {
  p == .infinity ? values.map(abs).max() ?? 0 : Glibc.pow(values.map { Glibc.pow(abs($0), p) }.reduce(0, +), 1 / p)
}

/// Settings of `dim`, and what they name in each of the four tensors.
private let axesOfTensors: [(String, [Set<Int>])] = [
  ("none", [[0], [0], [0, 1], [0, 1, 2]]), ("0", [[0], [0], [0], [0]]), ("1", [[], [], [1], [1]]), ("-1", [[0], [0], [1], [2]]),
  ("[1, 2]", [[], [], [1], [1, 2]]),
]

/// After normalize the slices of every tensor over the named axes have the norm asked for; tensors without such axes stay.
@Test(arguments: axesOfTensors)
func normalizeOverAxes(_ dim: String, _ taken: [Set<Int>]) throws {
  for (order, p) in [("2", 2.0), ("1", 1), ("inf", .infinity), ("3", 3), ("l4", 4)] {
    let result = try outputs("normalize(2, ord=\(order), dim=\(dim))", [u], layout: layout)[0]
    for k in 0..<4 where !taken[k].isEmpty {
      // A scalar counts as one axis.
      let groups = layout.segments[k].axes == 0 ? [[layout.segments[k].offset]] : slices(k, taken[k])
      for group in groups { #expect(abs(norm(group.map { result[$0] }, p) - 2) < 1e-12, "tensor \(k), order \(order)") }
    }
    for k in 0..<4 where taken[k].isEmpty {
      let s = layout.segments[k]
      #expect(Array(result[s.offset..<(s.offset + s.count)]) == Array(u[s.offset..<(s.offset + s.count)]))
    }
  }
}

/// clipnorm shortens what is longer and leaves the rest to the bit; the order of the tensors does not matter.
@Test func clipNormPerTensor() throws {
  let result = try outputs("clipnorm(4)", [u], layout: layout)[0]
  for s in layout.segments {
    let before = Array(u[s.offset..<(s.offset + s.count)]), after = Array(result[s.offset..<(s.offset + s.count)])
    if norm(before, 2) <= 4 { #expect(before == after) } else { #expect(abs(norm(after, 2) - 4) < 1e-12) }
  }
  let turned = Layout(layout.segments.reversed().map { ($0.name, $0.shape) })
  let turnedU = layout.segments.reversed().flatMap { Array(u[$0.offset..<($0.offset + $0.count)]) }
  let turnedResult = try outputs("clipnorm(4)", [turnedU], layout: turned)[0]
  #expect(turnedResult == layout.segments.reversed().flatMap { Array(result[$0.offset..<($0.offset + $0.count)]) })
}

/// One norm over all tensors; named measures; the count of entries that are not zero; nothing of nothing.
@Test func globalNorms() throws {
  #expect(abs(norm(try outputs("clipnorm(1, dim=global)", [u], layout: layout)[0], 2) - 1) < 1e-12)
  #expect(abs(norm(try outputs("normalize(3, dim=\"global\", ord=1)", [u], layout: layout)[0], 1) - 3) < 1e-12)
  let mad = try outputs("normalize(3, dim=global, ord=mad)", [u], layout: layout)[0]
  let mean = norm(mad, 1) / Double(mad.count)
  #expect(abs(mean - 3) < 1e-12)
  let counted = try outputs("clipnorm(2, dim=global, ord=\"l0\")", [u], layout: layout)[0]
  let share = 2 / Double(u.count)
  #expect(distance([counted], [u.map { share * $0 }]) < 1e-15)
  let zero = [Double](repeating: 0, count: u.count)
  #expect(try outputs("normalize(3, dim=global)", [zero], layout: layout)[0] == zero)
  #expect(try outputs("normalize(3)", [zero], layout: layout)[0] == zero)
}

/// inverse_dims takes the other axes; slices smaller than min_size stay.
@Test func otherAxesAndSmallSlices() throws {
  let inverse = try outputs("normalize(dim=0, inverse_dims=true)", [u], layout: layout)[0]
  for group in slices(2, [1]) + slices(3, [1, 2]) { #expect(abs(norm(group.map { inverse[$0] }, 2) - 1) < 1e-12) }
  #expect(Array(inverse[0..<4]) == Array(u[0..<4]))
  let large = try outputs("normalize(min_size=4)", [u], layout: layout)[0]
  #expect(Array(large[0..<4]) == Array(u[0..<4]))
  #expect(abs(norm(slices(2, [0, 1])[0].map { large[$0] }, 2) - 1) < 1e-12)
}

/// Means are zero after centralize, per tensor, slice or all together; scalars have none.
@Test func centralizeMeans() throws {
  func mean(_ group: [Int], _ v: [Double]) -> Double { group.map { v[$0] }.reduce(0, +) / Double(group.count) }
  let all = try outputs("centralize", [u], layout: layout)[0]
  for k in [0, 2, 3] { #expect(abs(mean(slices(k, [0, 1, 2])[0], all)) < 1e-15) }
  #expect(all[3] == u[3])
  let rows = try outputs("centralize(dim=-1)", [u], layout: layout)[0]
  for group in slices(2, [1]) + slices(3, [2]) { #expect(abs(mean(group, rows)) < 1e-15) }
  #expect(abs(try outputs("centralize(dim=global)", [u], layout: layout)[0].reduce(0, +)) < 1e-13)
}

/// A bound that starts from the first update lets it pass.
@Test func averageClippingFromTheFirstUpdate() throws {
  for name in ["clipnormbyema", "normalizebyema", "clipvaluebyema"] {
    #expect(distance(try outputs("\(name)(ema_init=update)", [u], layout: layout), [u]) < 1e-15)
  }
  for order in ["mad", "linf", "std"] {
    let result = try outputs("normalizebyema(0.9, ord=\(order), tensorwise=true)", [u, u], layout: Layout([("A", [2, 9]), ("b", [4])]))
    #expect(result.allSatisfy { $0.allSatisfy(\.isFinite) })
  }
}

/// ‖m‖ grows by max_ema_growth at most.
@Test func averageGrowthIsBounded() throws {
  let growing = (0..<8).map { t in u.map { $0 * Glibc.pow(10, Double(t)) } }
  let norms = try outputs("normalizebyema(0.5, tensorwise=false, max_ema_growth=1.2)", growing, layout: layout).map { norm($0, 2) }
  for (a, b) in zip(norms, norms.dropFirst()) { #expect(b <= 1.2 * a * (1 + 1e-12)) }
}

/// Magnitudes and norms grow by the factor at most; the floor lets them leave zero; without bounds everything passes.
@Test func growthIsBounded() throws {
  let growing = (0..<8).map { t in u.map { $0 * Glibc.pow(3, Double(t)) } }
  let values = try outputs("clipvaluegrowth(mul=1.5)", growing, layout: layout)
  for (a, b) in zip(values, values.dropFirst()) {
    #expect(zip(a, b).allSatisfy { abs($1) <= 1.5 * max(abs($0), 1e-4) * (1 + 1e-12) })
  }
  let norms = try outputs("clipnormgrowth(mul=1.5, tensorwise=false)", growing, layout: layout).map { norm($0, 2) }
  for (a, b) in zip(norms, norms.dropFirst()) { #expect(abs(b - 1.5 * a) < 1e-9 * a) }
  let zero = [Double](repeating: 0, count: u.count)
  #expect(abs(norm(try outputs("clipnormgrowth(mul=2, min_value=0.01, tensorwise=false)", [zero, u], layout: layout)[1], 2) - 0.02) < 1e-12)
  #expect(abs(norm(try outputs("clipnormgrowth(min_value=2, tensorwise=false)", [u, u], layout: layout)[1], 2) - norm(u, 2)) < 1e-12)
  #expect(try outputs("clipnormgrowth(mul=none)", growing, layout: layout) == growing)
  #expect(try outputs("clipvaluegrowth(mul=none)", growing, layout: layout) == growing)
}
