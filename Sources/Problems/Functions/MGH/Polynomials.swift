import Autograd

#if canImport(Glibc)
  import Glibc
#endif

// Coefficients and nodes of polynomials: all values at all points at once, as products of matrices and entrywise.

extension ProblemDeclaration {
  static let watson = ProblemDeclaration(
    "watson", "coefficients of a polynomial that solves a differential equation: the more, the worse conditioned",
    formula: "sum_i (p'(t[i]) - p(t[i])^2 - 1)^2 + x1^2 + (x2 - x1^2 - 1)^2, p(t) = sum_j x[j] t^(j-1), t = i/29, i = 1, ..., 29",
    dimension: .any(default: 6, from: 2, upTo: 31),
    residuals: { x in
      let n = x.count
      var (powers, derivatives) = ([Double](), [Double]())
      for i in 1...29 {
        let t = Double(i) / 29
        for j in 0..<n {
          powers.append(pow(t, Double(j)))
          derivatives.append(j == 0 ? 0 : Double(j) * pow(t, Double(j - 1)))
        }
      }
      func values(_ matrix: [Double]) -> Expression { matmul(x.graph.tensor(matrix, shape: [29, n]), x) }
      return [values(derivatives) - square(values(powers)) - 1, x[0], x[1] - square(x[0]) - 1]
    },
    start: [0],
    minimum: .table([6: 0.0022876700535524362, 9: 1.3997601380990199e-06, 12: 4.722381105891757e-10]),
    at: [
      .table([
        6: [
          -0.015725086401458456, 1.0124348693691099, -0.2329916259567377, 1.2604300877996084, -1.5137289227222797,
          0.9929964324311346,
        ],
        9: [
          -1.5307036521394342e-05, 0.9997897039319483, 0.014763963693556958, 0.14634232829936222, 1.0008211030047092,
          -2.617731140519015, 4.104403164478857, -3.1436122785564424, 1.0526264080101668,
        ],
        12: [
          -6.638060464520687e-09, 1.000001644117862, -0.0005639322103423058, 0.34782054050404243, -0.15673150409616513,
          1.0528151772071777, -3.2472711534596677, 7.288434897938061, -10.271848241321724, 9.074113647075317,
          -4.541375466692512, 1.0120118885528104,
        ],
      ])
    ],
    tags: [.illConditioned], source: "Kowalik and Osborne (1968); More, Garbow and Hillstrom 20")

  static let chebyquad = ProblemDeclaration(
    "chebyquad", "nodes of a quadrature with equal weights; in 8 and from 10 dimensions on there is none that is exact",
    formula: "sum_i (mean_j T[i](x[j]) - integral of T[i] over (0, 1))^2, T[i] Chebyshev's polynomials for (0, 1)",
    // n² values of polynomials: 190 MB with the gradient for the largest.
    dimension: .any(default: 8, upTo: 2000),
    residuals: { x in
      let integrals = ordinals(x.count).map { $0.truncatingRemainder(dividingBy: 2) == 1 ? 0 : -1 / ($0 * $0 - 1) }
      return [chebyshevPolynomials(2 * x - 1, count: x.count).mean(axes: [1]) - x.graph.vector(integrals)]
    },
    start: .rule { n in ordinals(n).map { $0 / Double(n + 1) } },
    minimum: .rule { n in n <= 7 || n == 9 ? 0 : n == 8 ? 0.00351687372567793 : n == 10 ? 0.004772713696375349 : nil },
    at: [
      .table([
        1: [0.5],
        8: [
          0.04315276015101663, 0.1930908403841861, 0.26632870689027294, 0.5, 0.5, 0.7336712931097271, 0.8069091596158139,
          0.9568472398489833,
        ],
        9: [
          0.044205346135782767, 0.19949067230988096, 0.23561910847106, 0.416046907892598, 0.5, 0.583953092107402,
          0.76438089152894, 0.8005093276901191, 0.9557946538642172,
        ],
        10: [
          0.032993373018074465, 0.15514535775907337, 0.20018919846138622, 0.38326166496125497, 0.38326166496125497,
          0.5292494771334065, 0.6403535493710659, 0.7135658474159999, 0.8284818230519073, 0.9252518337853975,
        ],
      ])
    ],
    localMinima: [
      LocalMinimum(
        .table([10: 0.006503954800882306]),
        at: [
          .table([
            10: [
              0.0596199005358127, 0.16670828183586142, 0.2391706589426085, 0.3988842923060445, 0.3988842923060445,
              0.6011157076939555, 0.6011157076939555, 0.7608293410573915, 0.8332917181641386, 0.9403800994641873,
            ]
          ])
        ])
    ],
    tags: [.multimodal], source: "Fletcher (1965); More, Garbow and Hillstrom 35, whose minimum in 10 dimensions is a local one")
}

/// Rows T₁(y), …, T_count(y). From half of them in two passes: T₂ᵢ = 2 Tᵢ² - 1, T₂ᵢ₊₁ = 2 Tᵢ Tᵢ₊₁ - T₁.
private func chebyshevPolynomials(_ y: Expression, count: Int) -> Expression {
  if count == 1 { return y.expandDims(0) }
  let half = (count + 1) / 2
  let rows = chebyshevPolynomials(y, count: half)
  let even = 2 * square(rows) - 1
  if half == 1 { return concatenate([rows, even]) }
  let odd = 2 * rows[..<(half - 1)] * rows[1...] - y
  let pairs = stack([even[..<(half - 1)], odd], axis: 1).reshape([2 * half - 2, y.count])
  return concatenate([rows[..<1], pairs, even[(half - 1)...]])[..<count]
}
