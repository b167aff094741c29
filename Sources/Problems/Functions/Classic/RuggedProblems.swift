import Autograd
import Numerics

#if canImport(Glibc)
  import Glibc
#endif

// Kinks, ridges and flat plains with a hole: hard for methods that trust a gradient.

extension ProblemDeclaration {
  static let classicRugged: [ProblemDeclaration] = [
    ProblemDeclaration(
      "alpine1", aliases: ["alpine"], "kinked ranges; in each entry eight zeros within the domain",
      formula: "sum_i |x[i] sin(x[i]) + 0.1 x[i]|", dimension: .any(default: 2),
      value: { x in
        let wave: Expression = sin(x)
        return abs(x * (wave + 0.1)).sum()
      },
      start: [5, -4], domain: [-10...10], minimum: 0,
      at: [
        [0], [-0.1001674211615598], [3.241760074751353], [6.1830178860180265], [9.524945381930939], [-3.0414252324282334],
        [-6.383352728341146], [-9.32461053960782],
      ],
      tags: [.multimodal, .nonsmooth, .separable],
      source: "Rahnamayan, Tizhoosh and Salama, Comput. Math. Appl. 53 (2007)"),
    ProblemDeclaration(
      "bartels_conn", "a bowl with small kinks", formula: "|x1^2 + x2^2 + x1 x2| + |sin(x1)| + |cos(x2)|",
      value: { x in
        let (s, c): (Expression, Expression) = (sin(x[0]), cos(x[1]))
        return abs(square(x).sum() + x[0] * x[1]) + abs(s) + abs(c)
      },
      start: [300, -200], domain: [-500...500], minimum: 1, at: [[0]], tags: [.multimodal, .nonsmooth],
      source: "Jamil and Yang, a literature survey of benchmark functions (2013)"),
    ProblemDeclaration(
      "bukin6", "a kinked valley along a parabola, as steep as it gets",
      formula: "100 sqrt(|x2 - 0.01 x1^2|) + 0.01 |x1 + 10|",
      value: { x in
        let (across, along): (Expression, Expression) = (abs(x[1] - 0.01 * square(x[0])), abs(x[0] + 10))
        return 100 * guardedSqrt(across) + 0.01 * along
      },
      start: [-7, -1], domain: [-15 ... -5, -3...3], minimum: 0, at: [[-10, 1]], tags: [.nonsmooth, .illConditioned],
      source: "Bukin (1997); SFU library"),
    ProblemDeclaration(
      "cross_in_tray", "four equal minima in the corners of a cross",
      formula: "-0.0001 (|sin(x1) sin(x2) exp(|100 - sqrt(x1^2 + x2^2)/pi|)| + 1)^0.1",
      value: { x in
        // With exp(100) out of the power, which single precision does not hold.
        let height: Expression = abs(100 - norm(x) / Double.pi)
        let (wave, scale, rest): (Expression, Expression, Expression) = (sin(x), exp(0.1 * height), exp(-height))
        return -0.0001 * (scale * pow(abs(wave[0] * wave[1]) + rest, 0.1))
      },
      start: [2.5, -0.8], domain: [-10...10], minimum: -2.0626118708227369,
      at: pairs([1.3494066171539107, -1.3494066171539107], [1.3494066171539107, -1.3494066171539107]), withinDomain: true,
      tags: [.multimodal, .nonsmooth], source: "Mishra, MPRA paper 2718 (2006)"),
    ProblemDeclaration(
      "holder_table", aliases: ["hoelder_table"], "four equal minima near the corners",
      formula: "-|sin(x1) cos(x2) exp(|1 - sqrt(x1^2 + x2^2)/pi|)|",
      value: { x in
        let wave: Expression = sin(x[0]) * cos(x[1])
        let height: Expression = abs(1 - norm(x) / Double.pi)
        let scale: Expression = exp(height)
        return -abs(wave * scale)
      },
      start: [7, -8.5], domain: [-10...10], minimum: -19.208502567886732,
      at: pairs([8.055023475736563, -8.055023475736563], [9.664590019241272, -9.664590019241272]), withinDomain: true,
      tags: [.multimodal, .nonsmooth], source: "Mishra, MPRA paper 2718 (2006)"),
    ProblemDeclaration(
      "easom", "a hole in a plain", formula: "-cos(x1) cos(x2) exp(-(x1 - pi)^2 - (x2 - pi)^2)",
      value: { x in
        let (waves, bell): (Expression, Expression) = (cos(x), exp(-square(x - Double.pi).sum()))
        return -(waves[0] * waves[1] * bell)
      },
      start: [2, 3.7], domain: [-100...100], minimum: -1, at: [[Double.pi]], tags: [.multimodal],
      source: "Easom's thesis, University of Louisville (1990)"),
    ProblemDeclaration(
      "eggholder", aliases: ["egg_holder"], "hills that grow outwards; lowest on the edge of its domain",
      formula: "-(x2 + 47) sin(sqrt(|x1/2 + x2 + 47|)) - x1 sin(sqrt(|x1 - x2 - 47|))",
      value: { v in
        let (x, y) = (v[0], v[1] + 47)
        let (p, q): (Expression, Expression) = (abs(0.5 * x + y), abs(x - y))
        let (s, t): (Expression, Expression) = (sin(guardedSqrt(p)), sin(guardedSqrt(q)))
        return -(y * s) - x * t
      },
      start: [400, 350], domain: [-512...512], minimum: -959.64066272085080, at: [[512, 404.2318051137578]], withinDomain: true,
      tags: [.multimodal, .nonsmooth], source: "Whitley, Mathias, Rana and Dzubera, Artif. Intell. 85 (1996)"),
    ProblemDeclaration(
      "schwefel", aliases: ["schwefel_2_26"], "the lowest pit far from the second lowest",
      formula: "418.9829 n - sum_i x[i] sin(sqrt(|x[i]|))", dimension: .any(default: 2),
      value: { x in
        let root = guardedSqrt(abs(x))
        let wave: Expression = sin(root)
        return 418.9829 * Double(x.count) - (x * wave).sum()
      },
      start: [200, -100], domain: [-500...500], minimum: .perEntry(1.2727566293725214e-05), at: [[420.96874635998205]],
      withinDomain: true, tags: [.multimodal, .separable],
      source: "Schwefel, Numerical Optimization of Computer Models (1981)"),
    ProblemDeclaration(
      "michalewicz", "steep valleys in a plain (m = 10)", formula: "-sum_i sin(x[i]) sin^20(i x[i]^2/pi)",
      dimension: .any(default: 2),
      value: { x in
        let phases = x.graph.vector(ordinals(x.count).map { $0 / Double.pi }) * square(x)
        let (slow, fast): (Expression, Expression) = (sin(x), sin(phases))
        return -(slow * pow(square(fast), 10)).sum()
      },
      start: [2, 1.8], domain: [0...Double.pi],
      minimum: .rule { n in n > 10_000 ? nil : (1...n).reduce(0) { $0 + michalewiczTerm($1).value } },
      at: [.rule { n in n > 10_000 ? [] : (1...n).map { michalewiczTerm($0).minimizer } }], withinDomain: true,
      tags: [.multimodal, .separable], source: "Michalewicz, Genetic Algorithms + Data Structures = Evolution Programs (1992)"),
  ]

  /// The lowest value of -sin(x) sin^20(i x²/π) in [0, π]: of the valleys beside π/2, where sin(x) is largest, by Newton's method.
  private static func michalewiczTerm(_ i: Int) -> (value: Double, minimizer: Double) {
    let i = Double(i)
    let nearest = (i / 4 - 0.5).rounded(.down)
    let candidates = [max(nearest, 0), nearest + 1].map { valley -> (value: Double, minimizer: Double) in
      var x = Double.pi * ((valley + 0.5) / i).squareRoot()
      // The zero of cos x sin u + 40/π i x sin x cos u, u = i x²/π, near that of cos u; it is met within a few steps.
      for _ in 0..<20 {
        let u: Double = i * x * x / Double.pi
        let slope: Double = 2 * i * x / Double.pi
        let (s, c): (Double, Double) = (sin(x), cos(x))
        let (p, q): (Double, Double) = (sin(u), cos(u))
        let value: Double = c * p + 20 * slope * s * q
        let ofFactors: Double = c * q * slope - s * p + 40 * i / Double.pi * s * q
        let ofSlope: Double = 20 * slope * (c * q - s * p * slope)
        let step: Double = value / (ofFactors + ofSlope)
        x -= step
        if abs(step) <= 1e-16 * x { break }
      }
      let wave: Double = sin(i * x * x / Double.pi)
      return (value: -sin(x) * pow(wave, 20), minimizer: x)
    }
    return candidates.filter { $0.minimizer <= Double.pi }.min { $0.value < $1.value } ?? candidates[0]
  }
}
