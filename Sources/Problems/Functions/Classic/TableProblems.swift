import Autograd
import Numerics

#if canImport(Glibc)
  import Glibc
#endif

// Functions that rest on a table: pits at given places, and small data sets to be fitted.

extension ProblemDeclaration {
  static let classicTables: [ProblemDeclaration] = [
    ProblemDeclaration(
      "hartmann3", aliases: ["hartman3"], "four pits in the unit cube (P[4,1] = 0.0381)",
      formula: "-sum_{k=1..4} c[k] exp(-sum_i A[k,i] (x[i] - P[k,i])^2)", dimension: .fixed(3),
      value: { x in
        let widths: [Double] = [3, 10, 30, 0.1, 10, 35, 3, 10, 30, 0.1, 10, 35]
        let centers: [Double] = [3689, 1170, 2673, 4699, 4387, 7470, 1091, 8732, 5547, 381, 5743, 8828]
        return -hartmannSum(x, widths: widths, centers: centers)
      },
      start: [0.5], domain: [0...1], minimum: -3.8627797873326625,
      at: [[0.11458887665506896, 0.55564889461693, 0.8525469846866774]], tags: [.multimodal],
      source: "Hartman (1973); Dixon and Szego, Towards Global Optimisation 2 (1978)"),
    ProblemDeclaration(
      "hartmann4", aliases: ["hartman4"], "hartmann6 in its first four entries, scaled",
      formula: "(1.1 - sum_{k=1..4} c[k] exp(-sum_i A[k,i] (x[i] - P[k,i])^2)) / 0.839", dimension: .fixed(4),
      value: { x in (1.1 - hartmannSum(x, widths: hartmannWidths, centers: hartmannCenters)) / 0.839 },
      start: [0.5], domain: [0...1], minimum: -3.1344941412223992,
      at: [[0.1873952729734667, 0.19415152930244073, 0.557917780062569, 0.26477962417039713]], tags: [.multimodal],
      source: "Picheny, Wagner and Ginsbourger, Struct. Multidiscip. Optim. 48 (2013)"),
    ProblemDeclaration(
      "hartmann6", aliases: ["hartman6"], "four pits in the unit cube (A[1,2] = 3)",
      formula: "-sum_{k=1..4} c[k] exp(-sum_i A[k,i] (x[i] - P[k,i])^2)", dimension: .fixed(6),
      value: { x in -hartmannSum(x, widths: hartmannWidths, centers: hartmannCenters) },
      start: [0.2], domain: [0...1], minimum: -3.3223680114155148,
      at: [
        [
          0.20168951100670543, 0.15001069182345797, 0.476873974221897, 0.2753324304940561, 0.31165161660011326,
          0.6573005340656203,
        ]
      ],
      tags: [.multimodal], source: "Hartman (1973); Dixon and Szego, Towards Global Optimisation 2 (1978); start of CUTEst"),
    shekel("shekel5", pits: 5, minimum: -10.153199679058227, at: [4.000037152819676, 4.00013327659156]),
    shekel("shekel7", pits: 7, minimum: -10.402915336777743, at: [4.000572819251117, 3.9996062096096887]),
    shekel("shekel", aliases: ["shekel10"], pits: 10, minimum: -10.536443153483528, at: [4.000746868270634, 3.9995094800857736]),
    ProblemDeclaration(
      "dejong5", aliases: ["foxholes", "shekel_foxholes"], "25 holes in a plain, on a grid",
      formula: "1 / (0.002 + sum_{k=1..25} 1 / (k + (x1 - a[k])^6 + (x2 - b[k])^6)), a, b the grid of -32, -16, 0, 16, 32",
      value: { x in
        let places: [Double] = [-32, -16, 0, 16, 32]
        let grid = x.graph.tensor(places.flatMap { b in places.flatMap { a in [a, b] } }, shape: [25, 2])
        let holes = x.graph.vector(ordinals(25)) + pow(x - grid, 6).sum(axes: [1])
        return 1 / (0.002 + reciprocal(holes).sum())
      },
      start: [-30, -34], domain: [-65.536...65.536], minimum: 0.99800383779445026,
      at: [[-31.97833483565697, -31.978334837300796]], tags: [.multimodal], source: "De Jong's thesis (1975), F5"),
    ProblemDeclaration(
      "langermann", "five fading ring waves (the sign of SFU)",
      formula: "sum_{k=1..5} c[k] exp(-d[k]/pi) cos(pi d[k]), d[k] = (x1 - a[k])^2 + (x2 - b[k])^2",
      value: { x in
        let centers = x.graph.tensor([3, 5, 5, 2, 2, 1, 1, 4, 7, 9], shape: [5, 2])
        let distances = square(x - centers).sum(axes: [1])
        let fading: Expression = exp((-1 / Double.pi) * distances)
        let waves: Expression = cos(Double.pi * distances)
        return dot(x.graph.vector([1, 2, 5, 2, 3]), fading * waves)
      },
      start: [2.5, 1.9], domain: [0...10], minimum: -4.1558092918477851, at: [[2.7934022086450367, 1.5972325013283601]],
      tags: [.multimodal], source: "Bersini et al., first contest on evolutionary optimization (1996); SFU library"),
    ProblemDeclaration(
      "judge", "a nonlinear regression whose sum of squares has two minima",
      formula: "sum_{k=1..20} (x1 + x2 a[k] + x2^2 b[k] - y[k])^2",
      residuals: { x in
        let graph = x.graph
        return [x[0] + x[1] * graph.vector(judgeA) + square(x[1]) * graph.vector(judgeB) - graph.vector(judgeY)]
      },
      start: [1, 5], domain: [-10...10], minimum: 16.081730132960393, at: [[0.8647872863320522, 1.235748498752093]],
      localMinima: [LocalMinimum(20.980501053343252, at: [[2.3544707386508485, -0.3191863478686536]])], tags: [.multimodal],
      source: "Judge, Griffiths, Hill, Lutkepohl and Lee, Theory and Practice of Econometrics (1985); start of CUTEst"),
    ProblemDeclaration(
      "exp2", "two exponentials fitted to two",
      formula: "sum_{k=0..9} (exp(-k x1/10) - 5 exp(-k x2/10) - exp(-k/10) + 5 exp(-k))^2",
      residuals: { x in
        let times = (0..<10).map { Double($0) }
        let rates = x.graph.vector(times.map { -$0 / 10 })
        let data = x.graph.vector(times.map { exp(-$0 / 10) - 5 * exp(-$0) })
        let (first, second): (Expression, Expression) = (exp(x[0] * rates), exp(x[1] * rates))
        return [first - 5 * second - data]
      },
      start: [1, 5], domain: [0...20], minimum: 0, at: [[1, 10]],
      source: "Ali, Khompatraporn and Zabinsky, J. Global Optim. 31 (2005); start and domain of CUTEst"),
    ProblemDeclaration(
      "devilliers_glasser1", "a growing oscillation fitted to 24 points of itself; x4 is an angle",
      formula: "sum_{k=0..23} (x1 x2^t sin(x3 t + x4) - 60.137 1.371^t sin(3.112 t + 1.761))^2, t = k/10",
      dimension: .fixed(4),
      residuals: { x in
        let times = (0..<24).map { Double($0) / 10 }
        let data = times.map { t -> Double in
          let wave: Double = sin(3.112 * t + 1.761)
          return 60.137 * pow(1.371, t) * wave
        }
        let t = x.graph.vector(times)
        let wave: Expression = sin(x[2] * t + x[3])
        return [x[0] * pow(x[1], t) * wave - x.graph.vector(data)]
      },
      start: [2], domain: [1...100], minimum: 0, at: [[60.137, 1.371, 3.112, 1.761]], tags: [.multimodal],
      source: "de Villiers and Glasser, SIAM J. Numer. Anal. 18 (1981); start of CUTEst"),
  ]

  /// Entries 1 and 3 of the minimizer agree, and so do 2 and 4.
  private static func shekel(
    _ name: String, aliases: [String] = [], pits: Int, minimum: NumberRule, at minimizer: [Double]
  ) -> ProblemDeclaration {
    ProblemDeclaration(
      name, aliases: aliases, "\(pits) pits of different depth",
      formula: "-sum_{k=1..\(pits)} 1 / (b[k] + sum_i (x[i] - C[k,i])^2)", dimension: .fixed(4),
      value: { x in
        let depths: [Double] = [0.1, 0.2, 0.2, 0.4, 0.4, 0.6, 0.3, 0.7, 0.5, 0.5]
        let odd: [Double] = [4, 1, 8, 6, 3, 2, 5, 8, 6, 7]
        let even: [Double] = [4, 1, 8, 6, 7, 9, 3, 1, 2, 3.6]
        let centers = x.graph.tensor((0..<pits).flatMap { [odd[$0], even[$0], odd[$0], even[$0]] }, shape: [pits, 4])
        let sums = x.graph.vector(Array(depths.prefix(pits))) + square(x - centers).sum(axes: [1])
        return -reciprocal(sums).sum()
      },
      start: [3, 5], domain: [0...10], minimum: minimum, at: [.repeating(minimizer)], tags: [.multimodal],
      source: "Shekel (1971); Dixon and Szego, Towards Global Optimisation 2 (1978); table of SFU")
  }
}

/// Σ c[k] exp(-Σ A[k,i] (x[i] - P[k,i])²), k = 1…4; the table may have more columns than x has entries. P in units of 10⁻⁴.
private func hartmannSum(_ x: Expression, widths: [Double], centers: [Double]) -> Expression {
  func table(_ values: [Double]) -> Expression {
    x.graph.tensor(values, shape: [4, values.count / 4]).slice(..<x.count, axis: 1)
  }
  let distances = (table(widths) * square(x - table(centers.map { $0 / 10_000 }))).sum(axes: [1])
  return dot(x.graph.vector([1, 1.2, 3, 3.2]), exp(-distances))
}

private let hartmannWidths: [Double] = [
  10, 3, 17, 3.5, 1.7, 8, 0.05, 10, 17, 0.1, 8, 14, 3, 3.5, 1.7, 10, 17, 8, 17, 8, 0.05, 10, 0.1, 14,
]
private let hartmannCenters: [Double] = [
  1312, 1696, 5569, 124, 8283, 5886, 2329, 4135, 8307, 3736, 1004, 9991, 2348, 1451, 3522, 2883, 3047, 6650, 4047, 8828, 8732,
  5743, 1091, 381,
]

private let judgeA: [Double] = [
  0.286, 0.973, 0.384, 0.276, 0.973, 0.543, 0.957, 0.948, 0.543, 0.797, 0.936, 0.889, 0.006, 0.828, 0.399, 0.617, 0.939, 0.784,
  0.072, 0.889,
]
private let judgeB: [Double] = [
  0.645, 0.585, 0.310, 0.058, 0.455, 0.779, 0.259, 0.202, 0.028, 0.099, 0.142, 0.296, 0.175, 0.180, 0.842, 0.039, 0.103, 0.620,
  0.158, 0.704,
]
private let judgeY: [Double] = [
  4.284, 4.149, 3.877, 0.533, 2.211, 2.389, 2.145, 3.231, 1.998, 1.379, 2.106, 1.428, 1.011, 2.179, 2.858, 1.388, 1.651, 1.593,
  1.046, 2.152,
]
