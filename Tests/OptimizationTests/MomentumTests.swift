import Testing

@testable import Optimization

private let updates: [[Double]] = [[1, -2, 0.5], [-0.5, 3, 0.25], [2, -1, -4], [0.1, 0.2, 0.3], [-3, 1, 2]]

/// The heavy ball of the textbook: m ← βm + u from m = 0.
@Test func heavyBallFromZero() throws {
  var m = [0.0, 0, 0]
  let expected = updates.map { u -> [Double] in
    m = zip(m, u).map { 0.9 * $0 + $1 }
    return m
  }
  #expect(distance(try outputs("heavyball(0.9, ema_init=zeros)", updates), expected) < 1e-15)
  // Its default starts from the first update.
  #expect(distance([try outputs("heavyball(0.9)", updates)[0]], [[1.9, -3.8, 0.95]]) < 1e-15)
}

/// A debiased average of a constant is the constant.
@Test func debiasedAverageOfAConstant() throws {
  let constant = [[Double]](repeating: [3, -1], count: 20)
  #expect(distance(try outputs("ema(0.7, debias=true)", constant), constant) < 1e-14)
}

/// PyTorch's Nesterov form: buffer b ← βb + u, u ← u + βb.
@Test func nesterovForm() throws {
  var b = [0.0, 0, 0]
  let expected = updates.map { u -> [Double] in
    b = zip(b, u).map { 0.8 * $0 + $1 }
    return zip(u, b).map { $0 + 0.8 * $1 }
  }
  #expect(distance(try outputs("nag(0.8)", updates), expected) < 1e-15)
}

/// Means, medians and weighted sums of the last updates, by the definition.
@Test func averagingsByDefinition() throws {
  func last(_ t: Int, _ n: Int) -> [[Double]] { Array(updates[max(0, t + 1 - n)...t]) }
  let mean = updates.indices.map { t in (0..<3).map { i in last(t, 3).map { $0[i] }.reduce(0, +) / Double(last(t, 3).count) } }
  #expect(distance(try outputs("averaging(3)", updates), mean) < 1e-15)
  for n in [1, 2, 3, 4] {
    let median = updates.indices.map { t in
      (0..<3).map { i -> Double in
        let sorted = last(t, n).map { $0[i] }.sorted(), k = sorted.count
        return k % 2 == 1 ? sorted[k / 2] : (sorted[k / 2 - 1] + sorted[k / 2]) / 2
      }
    }
    #expect(try outputs("medianaveraging(\(n))", updates) == median)
  }
  let w = [0.1, 0.3, 0.6]
  let weighted = updates.indices.map { t -> [Double] in
    let kept = last(t, 3)
    let used = w.suffix(kept.count)
    return (0..<3).map { i in zip(used, kept).reduce(0) { $0 + $1.0 * $1.1[i] } / Double(kept.count) }
  }
  #expect(distance(try outputs("weightedaveraging([0.1, 0.3, 0.6])", updates), weighted) < 1e-15)
}

/// Memory that is handed out is not shared: what a module behind does to the update does not reach it.
@Test func historiesAreNotShared() throws {
  let scaled = try outputs("averaging(3)", updates).map { $0.map { 0.1 * $0 } }
  #expect(distance(try outputs("averaging(3) | lr(0.1)", updates), scaled) < 1e-15)
}

/// `cautious` keeps what agrees; with normalize the mean over all tensors rescales it.
@Test func cautiousModes() throws {
  let layout = Layout([("a", [2]), ("b", [])])
  func result(_ settings: String) throws -> [Double] {
    // After `copysign(negate…)`-like turns the update disagrees with the gradient in the second entry.
    try outputs("mul(2) | ema(0) | unaryparameterwiselambda(x) | \(settings)", [[1, -2, 3]], layout: layout)[0]
  }
  #expect(try result("cautious") == [2, -4, 6])
  #expect(try outputs("heavyball(0.9) | cautious(normalize=true)", [[1, 1, 1], [-0.1, 1, 1]], layout: layout)[1][0] == 0)
  let second = try outputs("heavyball(0.9) | cautious(normalize=true)", [[1, 1, 1], [-0.1, 1, 1]], layout: layout)[1]
  #expect(abs(second[1] - (0.9 * 1.9 + 1) * 1.5) < 1e-14)
}

/// Scaling by the similarity with itself changes nothing; a zero update stays zero.
@Test func similarity() throws {
  #expect(distance(try outputs("scalebygradcosinesimilarity", updates), updates) < 1e-12)
  #expect(try outputs("zeros | scalebygradcosinesimilarity", updates) == updates.map { $0.map { _ in 0 } })
  #expect(distance(try outputs("scalemodulesbycosinesimilarity(identity, negate)", updates), updates.map { $0.map { -$0 } }) < 1e-12)
  #expect(try outputs("intermodulecautious(identity, negate)", updates) == updates.map { $0.map { _ in 0 } })
}
