import Autograd
import Numerics

#if canImport(Glibc)
  import Glibc
#endif

// Smooth functions with a handful of minima.

extension ProblemDeclaration {
  static let classicFewMinima: [ProblemDeclaration] = [
    ProblemDeclaration(
      "adjiman", "a saddle; lowest on the edge of its domain", formula: "cos(x1) sin(x2) - x1 / (x2^2 + 1)",
      value: { x in
        let saddle: Expression = cos(x[0]) * sin(x[1])
        return saddle - x[0] / (square(x[1]) + 1)
      },
      start: [0.5, 0.5], domain: [-1...2, -1...1], minimum: -2.0218067833597870, at: [[2, 0.1057834694517169]],
      withinDomain: true, tags: [.multimodal],
      source: "Adjiman, Dallwig, Floudas and Neumaier, Comput. Chem. Eng. 22 (1998)"),
    ProblemDeclaration(
      "bohachevsky1", aliases: ["bohachevsky"], "a bowl with ripples along both axes",
      formula: "x1^2 + 2 x2^2 - 0.3 cos(3 pi x1) - 0.4 cos(4 pi x2) + 0.7",
      value: { x in
        let (a, b) = (3 * Double.pi * x[0], 4 * Double.pi * x[1])
        let ripples: Expression = 0.3 * cos(a) + 0.4 * cos(b)
        return square(x[0]) + 2 * square(x[1]) - ripples + 0.7
      },
      start: [60, -35], domain: [-100...100], minimum: 0, at: [[0]], tags: [.multimodal, .separable],
      source: "Bohachevsky, Johnson and Stein, Technometrics 28 (1986)"),
    ProblemDeclaration(
      "bohachevsky2", "a bowl with a product of ripples",
      formula: "x1^2 + 2 x2^2 - 0.3 cos(3 pi x1) cos(4 pi x2) + 0.3",
      value: { x in
        let (a, b) = (3 * Double.pi * x[0], 4 * Double.pi * x[1])
        let ripples: Expression = cos(a) * cos(b)
        return square(x[0]) + 2 * square(x[1]) - 0.3 * ripples + 0.3
      },
      start: [60, -35], domain: [-100...100], minimum: 0, at: [[0]], tags: [.multimodal],
      source: "Bohachevsky, Johnson and Stein, Technometrics 28 (1986)"),
    ProblemDeclaration(
      "bohachevsky3", "a bowl with oblique ripples", formula: "x1^2 + 2 x2^2 - 0.3 cos(3 pi x1 + 4 pi x2) + 0.3",
      value: { x in
        let ripples: Expression = cos(3 * Double.pi * x[0] + 4 * Double.pi * x[1])
        return square(x[0]) + 2 * square(x[1]) - 0.3 * ripples + 0.3
      },
      start: [60, -35], domain: [-100...100], minimum: 0, at: [[0]], tags: [.multimodal],
      source: "Bohachevsky, Johnson and Stein, Technometrics 28 (1986)"),
    ProblemDeclaration(
      "branin", aliases: ["branin_hoo"], "three equal minima along a wave",
      formula: "(x2 - 5.1/(4 pi^2) x1^2 + 5/pi x1 - 6)^2 + 10 (1 - 1/(8 pi)) cos(x1) + 10",
      value: { x in
        let valley = x[1] - (5.1 / (4 * Double.pi * Double.pi)) * square(x[0]) + (5 / Double.pi) * x[0] - 6
        return square(valley) + (10 * (1 - 1 / (8 * Double.pi))) * cos(x[0]) + 10
      },
      start: [5, 10], domain: [-5...10, 0...15], minimum: 0.39788735772973834,
      at: [[-Double.pi, 12.275], [Double.pi, 2.275], [3 * Double.pi, 2.475]], tags: [.multimodal],
      source: "Branin and Hoo, in Numerical Methods for Non-linear Optimization (1972); start of CUTEst"),
    ProblemDeclaration(
      "camel3", aliases: ["three_hump_camel"], "three minima, the middle one lowest",
      formula: "2 x1^2 - 1.05 x1^4 + x1^6/6 + x1 x2 + x2^2",
      value: { x in
        let a = square(x[0])
        let humps: Expression = a * (2 - 1.05 * a + square(a) / 6)
        return humps + x[0] * x[1] + square(x[1])
      },
      start: [3, -2], domain: [-5...5], minimum: 0, at: [[0]], tags: [.multimodal],
      source: "Dixon and Szego, Towards Global Optimisation (1975)"),
    ProblemDeclaration(
      "camel6", aliases: ["six_hump_camel", "camel"], "six minima, two of them lowest",
      formula: "(4 - 2.1 x1^2 + x1^4/3) x1^2 + x1 x2 + (4 x2^2 - 4) x2^2",
      value: { x in
        let (a, b) = (square(x[0]), square(x[1]))
        let humps: Expression = a * (4 - 2.1 * a + square(a) / 3)
        return humps + x[0] * x[1] + b * (4 * b - 4)
      },
      start: [1.1, 1.1], domain: [-3...3, -2...2], minimum: -1.0316284534898774,
      at: [[0.08984201310031806, -0.7126564030207396], [-0.08984201310031806, 0.7126564030207396]], tags: [.multimodal],
      source: "Dixon and Szego, Towards Global Optimisation 2 (1978); start of CUTEst"),
    ProblemDeclaration(
      "deckkers_aarts", aliases: ["dekkers_aarts"], "two deep pits in a steep narrow trough",
      formula: "10^5 x1^2 + x2^2 - (x1^2 + x2^2)^2 + 10^-5 (x1^2 + x2^2)^4",
      value: { x in
        let s = square(x).sum()
        return 1e5 * square(x[0]) + square(x[1]) - square(s) + 1e-5 * square(square(s))
      },
      start: [4, -12], domain: [-20...20], minimum: -24776.518342317689,
      at: [[0, 14.945112151891959], [0, -14.945112151891959]], tags: [.multimodal, .illConditioned],
      source: "Dekkers and Aarts, Math. Program. 50 (1991)"),
    ProblemDeclaration(
      "forrester", "one entry: a shallow minimum, an inflection and the lowest minimum", formula: "(6 x1 - 2)^2 sin(12 x1 - 4)",
      dimension: .fixed(1),
      value: { x in
        let wave: Expression = sin(12 * x[0] - 4)
        return square(6 * x[0] - 2) * wave
      },
      start: [0.55], domain: [0...1], minimum: -6.0207400557670828, at: [[0.7572487578418559]], withinDomain: true,
      tags: [.multimodal], source: "Forrester, Sobester and Keane, Engineering Design via Surrogate Modelling (2008)"),
    ProblemDeclaration(
      "goldstein_price", "a polynomial of degree eight with values from 3 to a million",
      formula: "(1 + (x1+x2+1)^2 (19 - 14x1 + 3x1^2 - 14x2 + 6x1x2 + 3x2^2)) "
        + "(30 + (2x1-3x2)^2 (18 - 32x1 + 12x1^2 + 48x2 - 36x1x2 + 27x2^2))",
      value: { v in
        let (x, y) = (v[0], v[1])
        let a = 19 - 14 * x + 3 * square(x) - 14 * y + 6 * (x * y) + 3 * square(y)
        let b = 18 - 32 * x + 12 * square(x) + 48 * y - 36 * (x * y) + 27 * square(y)
        return (1 + square(x + y + 1) * a) * (30 + square(2 * x - 3 * y) * b)
      },
      start: [1, 1], domain: [-2...2], minimum: 3, at: [[0, -1]], tags: [.multimodal],
      source: "Goldstein and Price, Math. Comp. 25 (1971)"),
    ProblemDeclaration(
      "hosaki", "two minima in the first entry", formula: "(1 - 8 x1 + 7 x1^2 - 7/3 x1^3 + 1/4 x1^4) x2^2 exp(-x2)",
      value: { x in
        let a = x[0]
        let inner: Expression = 7 + a * (0.25 * a - 7.0 / 3)
        let decay: Expression = exp(-x[1])
        return (1 + a * (a * inner - 8)) * square(x[1]) * decay
      },
      start: [2.5, 4], domain: [0...5, 0...6], minimum: .constant(-52.0 / 3 * exp(-2.0)), at: [[4, 2]], withinDomain: true,
      tags: [.multimodal], source: "Bekey and Ung, IEEE Trans. Syst. Man Cybern. 4 (1974)"),
    ProblemDeclaration(
      "mccormick", "a plate with a wave, which repeats lower and lower outside its domain",
      formula: "sin(x1 + x2) + (x1 - x2)^2 - 1.5 x1 + 2.5 x2 + 1",
      value: { x in
        let wave: Expression = sin(x[0] + x[1])
        return wave + square(x[0] - x[1]) - 1.5 * x[0] + 2.5 * x[1] + 1
      },
      start: [2, 1], domain: [-1.5...4, -3...4], minimum: .constant(-0.5 * 3.0.squareRoot() - Double.pi / 3),
      at: [[0.5 - Double.pi / 3, -0.5 - Double.pi / 3]], withinDomain: true, tags: [.multimodal],
      source: "Adorio and Diliman, MVF library (2005)"),
    ProblemDeclaration(
      "styblinski_tang", aliases: ["styblinski"], "two pits in each direction, one deeper",
      formula: "1/2 sum_i x[i]^4 - 16 x[i]^2 + 5 x[i]", dimension: .any(default: 2),
      value: { x in 0.5 * (square(square(x)) - 16 * square(x) + 5 * x).sum() },
      start: [0], domain: [-5...5], minimum: .perEntry(-39.16616570377141), at: [[-2.903534027771177]],
      tags: [.multimodal, .separable], source: "Styblinski and Tang, Neural Networks 3 (1990)"),
    ProblemDeclaration(
      "zettl", "a ring that is tilted a little", formula: "(x1^2 + x2^2 - 2 x1)^2 + x1/4",
      value: { x in square(square(x).sum() - 2 * x[0]) + 0.25 * x[0] },
      start: [3, -1], domain: [-1...5], minimum: -0.0037912372204688980, at: [[-0.029895985050660382, 0]],
      source: "Schwefel, Evolution and Optimum Seeking (1995)"),
    ProblemDeclaration(
      "zirilli", aliases: ["aluffi_pentini"], "two minima, one a little lower",
      formula: "x1^4/4 - x1^2/2 + x1/10 + x2^2/2",
      value: { x in
        let a = square(x[0])
        return 0.25 * square(a) - 0.5 * a + 0.1 * x[0] + 0.5 * square(x[1])
      },
      start: [2, -3], domain: [-10...10], minimum: -0.35238607380003642, at: [[-1.0466805318046022, 0]],
      tags: [.multimodal, .separable], source: "Aluffi-Pentini, Parisi and Zirilli, J. Optim. Theory Appl. 47 (1985)"),
  ]
}
