import Autograd

#if canImport(Glibc)
  import Glibc
#endif

// Exponential models through data that a formula gives.

extension ProblemDeclaration {
  static let jennrichSampson = ProblemDeclaration(
    "jennrich_sampson", aliases: ["jensmp"], "two exponentials that fall together at the minimum, with large residuals",
    formula: "sum_i (2 + 2 i - exp(i x1) - exp(i x2))^2, i = 1, ..., 10",
    residuals: { x in
      let i = x.graph.vector(ordinals(10))
      return [2 + 2 * i - exp(i * x[0]) - exp(i * x[1])]
    },
    start: [0.3, 0.4], domain: [0...0.5], minimum: 124.36218235561486, at: [[0.2578252136703641]],
    source: "Jennrich and Sampson (1968); More, Garbow and Hillstrom 6")

  static let gulfResearch = ProblemDeclaration(
    "gulf_research", aliases: ["gulf"], "Weibull's distribution through 99 data that are exact; steps to the wrong side are flat",
    formula: "sum_i (exp(-|y[i] - x2|^x3 / x1) - t[i])^2, t = i/100, y = 25 + (-50 log t)^(2/3), i = 1, ..., 99",
    dimension: .fixed(3),
    residuals: { x in
      let t = ordinals(99).map { $0 / 100 }
      let y = x.graph.vector(t.map { 25 + pow(-50 * log($0), 2.0 / 3) })
      // The logarithm in the derivative of the power needs a positive base.
      let distance = maximum(abs(y - x[1]), 1e-30)
      return [exp(-pow(distance, x[2]) / x[0]) - x.graph.vector(t)]
    },
    start: [5, 2.5, 0.15], minimum: 0, at: [[50, 25, 1.5]], tags: [.illConditioned],
    source: "Cox (1969); More, Garbow and Hillstrom 11, |y m i x2| a misprint for |y - x2|")

  static let box3D = ProblemDeclaration(
    "box_3d", aliases: ["box"], "two exponentials; minima where they exchange their roles and where they cancel (x1 = x2, x3 = 0)",
    formula: "sum_i (exp(-t[i] x1) - exp(-t[i] x2) - x3 (exp(-t[i]) - exp(-10 t[i])))^2, t = i/10, i = 1, ..., 10",
    dimension: .fixed(3),
    residuals: { x in
      let i = ordinals(10)
      let t = x.graph.vector(i.map { $0 / 10 })
      return [exp(-t * x[0]) - exp(-t * x[1]) - x[2] * x.graph.vector(i.map { exp(-$0 / 10) - exp(-$0) })]
    },
    start: [0, 10, 20], minimum: 0, at: [[1, 10, 1], [10, 1, -1], [1, 1, 0]], tags: [.multimodal],
    source: "Box (1966); More, Garbow and Hillstrom 12")

  static let brownDennis = ProblemDeclaration(
    "brown_dennis", "sums of two squares as residuals, none of them small",
    formula: "sum_i ((x1 + t[i] x2 - exp(t[i]))^2 + (x3 + x4 sin(t[i]) - cos(t[i]))^2)^2, t = i/5, i = 1, ..., 20",
    dimension: .fixed(4),
    residuals: { x in
      let t = ordinals(20).map { $0 / 5 }
      let line = x[0] + x[1] * x.graph.vector(t) - x.graph.vector(t.map { exp($0) })
      let wave = x[2] + x[3] * x.graph.vector(t.map { sin($0) }) - x.graph.vector(t.map { cos($0) })
      return [square(line) + square(wave)]
    },
    start: [25, 5, -5, -1], minimum: 85822.20162635634,
    at: [[-11.594439904762165, 13.203630051207204, -0.40343948817685954, 0.2367787744557363]],
    source: "Brown and Dennis (1971); More, Garbow and Hillstrom 16")

  static let biggsExp6 = ProblemDeclaration(
    "biggs_exp6", aliases: ["biggs6"], "three exponentials; from the standard start two of them merge",
    formula: "sum_i (x3 exp(-t[i] x1) - x4 exp(-t[i] x2) + x6 exp(-t[i] x5) - y[i])^2, "
      + "t = i/10, y = exp(-t) - 5 exp(-10 t) + 3 exp(-4 t), i = 1, ..., 13",
    dimension: .fixed(6),
    residuals: { x in
      let i = ordinals(13)
      let t = x.graph.vector(i.map { $0 / 10 })
      let y = x.graph.vector(i.map { exp(-$0 / 10) - 5 * exp(-$0) + 3 * exp(-0.4 * $0) })
      return [x[2] * exp(-t * x[0]) - x[3] * exp(-t * x[1]) + x[5] * exp(-t * x[4]) - y]
    },
    start: [1, 2, 1, 1, 1, 1], minimum: 0, at: [[1, 10, 1, 5, 4, 3], [4, 10, 3, 5, 1, 1]],
    // With x1 = x5 only x3 + x6 counts: one of a line of points.
    localMinima: [
      LocalMinimum(
        0.005655649925499931,
        at: [
          [1.7114159947195875, 17.683198180949066, 1.1631436609188926, 5.186561551993452, 1.7114159947195875, 1.1631436609188926]
        ])
    ],
    tags: [.multimodal, .illConditioned], source: "Biggs (1971); More, Garbow and Hillstrom 18")
}
