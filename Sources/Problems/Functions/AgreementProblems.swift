import Autograd
import Numerics

#if canImport(Glibc)
  import Glibc
#endif

// The problems that the reference traces are run on. Multi-tensor data come from `wave`: entry i (row-major, from 0) is
// f(a + b i + i²/10).

extension ProblemDeclaration {
  public static let agreement: [ProblemDeclaration] = [
    ProblemDeclaration(
      "ill", "a convex quadratic of condition number 399,999",
      formula: "x1^2 + x2^2 + 1.99999 x1 x2",
      value: { x in square(x[0]) + square(x[1]) + 1.99999 * (x[0] * x[1]) },
      start: [-9, 2.5], domain: [-10...10], minimum: 0, at: [[0]], tags: [.convex, .illConditioned],
      source: "torchzero's visual tests"),
    ProblemDeclaration(
      "lstsq2", "two linear equations in two unknowns",
      formula: "(2 x1 + 3 x2 - 5)^2 + (5 x1 - 2 x2 - 3)^2",
      residuals: { x in [2 * x[0] + 3 * x[1] - 5, 5 * x[0] - 2 * x[1] - 3] },
      start: [-0.9, 0], domain: [-3...3], minimum: 0, at: [[1]], tags: [.convex], source: "torchzero's visual tests"),
    booth, rosenbrock, shapes, bilinear, mlpToy, logregToy,
  ]

  private static let shapes: ProblemDeclaration = {
    let sizes = [[], [1], [3], [1, 4], [4, 1], [4, 3], [5, 5], [2, 3, 4], [2, 2, 2, 2], [6, 1, 3, 1, 1]]
    let count = sizes.map(\.entries).reduce(0, +)
    return ProblemDeclaration(
      "shapes", "ten tensors of zero to five axes",
      formula: "sum_k (k+1)/2 |P_k - C_k|^2 + S^2/(4 N), S the sum and N the number of all entries",
      dimension: .fixed(count), tensors: { _ in sizes.enumerated().map { ("P\($0)", $1) } },
      form: { _ in
        .value { tensors in
          let graph = tensors[0].graph
          var total = graph.constant(0)
          var f = graph.constant(0)
          for (k, tensor) in tensors.enumerated() {
            let center = graph.tensor(wave(cos, 2 + 5 * Double(k), 3, tensor.count), shape: tensor.shape)
            f += (Double(k + 1) / 2) * square(tensor - center).sum()
            total += tensor.sum()
          }
          return f + square(total) * (0.25 / Double(count))
        }
      },
      start: .rule { _ in sizes.enumerated().flatMap { wave(sin, 1 + 7 * Double($0), 1, $1.entries) } },
      minimum: 0.003729300920829572, tags: [.convex, .matrix], source: "the reference traces")
  }()

  private static let bilinear = ProblemDeclaration(
    "bilinear", "a matrix between two fixed ones, and a row to add",
    formula: "1/2 |A W B + b - C|^2 (Frobenius norm), b added to each row", dimension: .fixed(29),
    tensors: { _ in [("W", [6, 4]), ("b", [5])] },
    form: { _ in
      .value { p in
        let graph = p[0].graph
        let a = graph.tensor(wave(sin, 1, 2, 48), shape: [8, 6])
        let b = graph.tensor(wave(cos, 1, 3, 20), shape: [4, 5])
        let c = graph.tensor(wave(sin, 2, 5, 40), shape: [8, 5])
        return 0.5 * square(matmul(matmul(a, p[0]), b) + p[1] - c).sum()
      }
    },
    start: .rule { _ in wave(cos, 3, 4, 24) + wave(sin, 4, 1, 5) },
    minimum: 2.684173729849653, tags: [.convex, .matrix], source: "the reference traces")

  private static let mlpToy = ProblemDeclaration(
    "mlp_toy", "a network of four hidden units on thirty points",
    formula: "mean over 30 rows of (tanh(X W1' + b1) W2' + b2 - Y)^2", dimension: .fixed(21),
    tensors: { _ in [("W1", [4, 3]), ("b1", [4]), ("W2", [1, 4]), ("b2", [1])] },
    form: { _ in
      let residuals: ObjectiveForm.Trace = { p in
        let (rows, targets) = toyData()
        let x = p[0].graph.tensor(rows, shape: [30, 3])
        let y = p[0].graph.tensor(targets, shape: [30, 1])
        return matmul(tanh(matmul(x, p[0].transpose()) + p[1]), p[2].transpose()) + p[3] - y
      }
      return .value({ square(residuals($0)).mean() }, leastSquares: residuals)
    },
    start: .rule { _ in
      (wave(sin, 1, 1, 12) + wave(cos, 1, 1, 4) + wave(sin, 2, 1, 4) + wave(cos, 2, 1, 1)).map { 0.5 * $0 }
    },
    tags: [.leastSquares, .matrix], source: "the reference traces")

  private static let logregToy = ProblemDeclaration(
    "logreg_toy", "logistic regression on thirty points",
    formula: "mean over 30 rows of log(1 + exp(z)) - y z, plus 0.05 |w|^2, z = X w + b", dimension: .fixed(4),
    tensors: { _ in [("w", [3]), ("b", [1])] },
    form: { _ in
      .value { p in
        let rows = toyData().rows
        let x = p[0].graph.tensor(rows, shape: [30, 3])
        let y = p[0].graph.vector((0..<30).map { rows[3 * $0] - 0.3 * rows[3 * $0 + 1] + 0.1 > 0 ? 1 : 0 })
        let z = matmul(x, p[0]) + p[1]
        return (softplus(z) - y * z).mean() + 0.05 * square(p[0]).sum()
      }
    },
    start: .rule { _ in wave(sin, 1, 1, 3) + wave(cos, 1, 1, 1) },
    minimum: 0.47243404410894374,
    at: [[1.4292053098830413, -0.2496676041309727, 0.15568053009260976, 0.2059778252161648]],
    tags: [.convex], source: "the reference traces")
}

/// The thirty points of the toy problems: X = wave(sin; 0.5, 1.7), 30 × 3, and Y = sin(row sum) + ½·(first column)².
private func toyData() -> (rows: [Double], targets: [Double]) {
  let rows = wave(sin, 0.5, 1.7, 90)
  let targets = (0..<30).map { i -> Double in
    let first = rows[3 * i]
    let sum = first + rows[3 * i + 1] + rows[3 * i + 2]
    return sin(sum) + 0.5 * first * first
  }
  return (rows, targets)
}

private func wave(_ f: (Double) -> Double, _ a: Double, _ b: Double, _ count: Int) -> [Double] {
  (0..<count).map { i in
    let i = Double(i)
    return f(a + b * i + 0.1 * i * i)
  }
}
