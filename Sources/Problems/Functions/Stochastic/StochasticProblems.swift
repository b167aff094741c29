import Autograd
import Numerics

#if canImport(Glibc)
  import Glibc
#endif

// Means over 512 rows of made data, of which a step sees 32 where nothing else is asked for, and functions that are measured with
// noise.

extension ProblemDeclaration {
  /// Steps see a part of the data, or noise.
  public static let stochastic: [ProblemDeclaration] =
    [
      ProblemDeclaration(
        rows: "minibatch_regression", "linear regression whose rows disagree",
        formula: "mean over 512 rows of (x'w - y)^2, y = x'w0 + 0.1 normal", dimension: .any(default: 10),
        sum: RowSum(batch: 32, data: { linearData($0, noise: 0.1) }, residuals: linear), tags: [.convex, .leastSquares]),
      ProblemDeclaration(
        rows: "minibatch_interpolation", "linear regression that fits every row, so that steps of constant size converge",
        formula: "mean over 512 rows of (x'w - y)^2, y = x'w0", dimension: .any(default: 10),
        sum: RowSum(batch: 32, data: { linearData($0, noise: 0) }, residuals: linear), minimum: 0,
        at: [.rule(truth)], tags: [.convex, .leastSquares]),
      ProblemDeclaration(
        rows: "minibatch_logistic", "logistic regression with a small penalty",
        formula: "mean over 512 rows of log(1 + exp(z)) - y z, plus 0.01 |w|^2, z = x'w", dimension: .any(default: 10),
        sum: RowSum(
          batch: 32, data: classData, losses: { p, x, y in
            let z = matmul(x, p[0])
            return softplus(z) - y * z + 0.01 * square(p[0]).sum()
          }), tags: [.convex]),
      ProblemDeclaration(
        rows: "minibatch_mlp", "a network of 16 hidden units on n inputs",
        formula: "mean over 512 rows of (w2'tanh(W1 x + b1) + b2 - y)^2, y = sin(sum x) + x1^2 / 2", dimension: .any(default: 4),
        tensors: { n in [("W1", [16, n]), ("b1", [16]), ("w2", [16]), ("b2", [])] },
        sum: RowSum(
          batch: 32, data: curvedData, residuals: { p, x, y in
            matmul(tanh(matmul(x, p[0].transpose()) + p[1]), p[2]) + p[3] - y
          }),
        start: .rule { count in (0..<count).map { 0.5 * sin(1 + 1.3 * Double($0)) } }, tags: [.leastSquares, .matrix]),
    ] + ["sphere", "quadratic", "rosenbrock"].compactMap { name in (classic + agreement).first { $0.name == name }.map(noisy) }

  private init(
    rows name: String, _ summary: String, formula: String, dimension: Dimension,
    tensors: (@Sendable (_ dimension: Int) -> Tensors)? = nil, sum: RowSum, start: EntryRule = [0], minimum: NumberRule? = nil,
    at minimizers: [EntryRule] = [], tags: [ProblemTag]
  ) {
    self.init(
      name, summary, formula: formula + "; a step sees 32 rows or --batch", dimension: dimension, tensors: tensors,
      form: { sum.form($0) }, start: start, minimum: minimum, at: minimizers, tags: [.stochastic] + tags,
      source: "made data, the same for every seed; after Bottou, Curtis and Nocedal, SIAM Review 60 (2018)")
    rows = sum
  }

  /// Measured with normal noise of standard deviation 0.1 where a request says nothing else.
  private static func noisy(_ base: ProblemDeclaration) -> ProblemDeclaration {
    var noisy = ProblemDeclaration(
      "noisy_\(base.name)", "\(base.summary), measured with noise",
      formula: base.formula + "; plus 0.1 normal on f and each derivative, or --noise", dimension: base.dimension, form: base.form,
      start: base.start, domain: base.domain, minimum: base.minimum, at: base.minimizers, tags: [.stochastic] + base.tags,
      source: base.source)
    noisy.noise = Noise(0.1)
    return noisy
  }
}

private let rowCount = 512
private let linear: RowSum.RowRule = { p, x, y in matmul(x, p[0]) - y }

/// The coefficients that the data are made with.
@Sendable private func truth(_ n: Int) -> [Double] { (0..<n).map { cos(1.5 * Double($0)) } }

/// Normal rows, and the numbers that a rule makes of each.
private func made(_ n: Int, stream: UInt64, _ target: (_ row: UnsafeMutablePointer<Double>, _ random: inout RandomSource) -> Double) -> Dataset {
  var random = RandomSource(seed: 20_250_101).stream(stream)
  let (features, targets) = (Vector(count: rowCount * n), Vector(count: rowCount))
  random.fill(features, .normal)
  for row in 0..<rowCount { targets[row] = target(features.base + row * n, &random) }
  return Dataset(features: features, targets: targets, rowCount: rowCount, featureCount: n)
}

private func linearData(_ n: Int, noise: Double) -> Dataset {
  let w = truth(n)
  return made(n, stream: 1) { row, random in (0..<n).reduce(noise * random.normal()) { $0 + w[$1] * row[$1] } }
}

@Sendable private func classData(_ n: Int) -> Dataset {
  let w = truth(n)
  return made(n, stream: 2) { row, random in
    random.uniform() < 1 / (1 + exp(-(0..<n).reduce(0) { $0 + w[$1] * row[$1] })) ? 1 : 0
  }
}

@Sendable private func curvedData(_ n: Int) -> Dataset {
  made(n, stream: 3) { row, _ in sin((0..<n).reduce(0) { $0 + row[$1] }) + 0.5 * row[0] * row[0] }
}
