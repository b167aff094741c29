import Language
import Optimization
import Problems

#if canImport(Glibc)
  import Glibc
#endif

/// A chain with each of its stages left out in turn, and with neighbours exchanged: which of them earn their place?
public struct Ablation: Sendable {
  struct Variant: Sendable {
    /// `without clipnorm`, `lr before adam`
    let change: String
    let chain: PlannedChain
  }

  let whole: PlannedChain
  let variants: [Variant]

  /// - Throws: `Diagnostics`
  public init(_ source: String, recipes: RecipeSource?) throws(Diagnostics) {
    let chain = try ChainReader.chain(source, recipes: recipes)
    let stages = chain.modules.map { (name: $0.name, text: $0.text) }
    whole = PlannedChain(label: "the whole chain", text: chain.text)
    var variants: [Variant] = []
    var known: Set<String> = [chain.text]
    /// A variant that reads as another that is there already says nothing new.
    func add(_ change: String, _ stages: [(name: String, text: String)]) {
      let text = stages.map(\.text).joined(separator: " | ")
      guard let read = try? ChainReader.chain(text), known.insert(read.text).inserted else { return }
      variants.append(Variant(change: change, chain: PlannedChain(label: change, text: read.text)))
    }
    if stages.count > 1 {
      for i in stages.indices {
        var rest = stages
        rest.remove(at: i)
        add("without \(name(of: i, in: stages))", rest)
      }
      for i in stages.indices.dropLast() {
        var swapped = stages
        swapped.swapAt(i, i + 1)
        add("\(name(of: i + 1, in: stages)) before \(name(of: i, in: stages))", swapped)
      }
    }
    self.variants = variants
  }

  public var isEmpty: Bool { variants.isEmpty }

  public var chains: [PlannedChain] { [whole] + variants.map(\.chain) }

  /// - Parameter data: of a comparison of `chains`.
  public func text(_ data: ComparisonData, style: TextStyle) -> String {
    let problems = Array(data.plan.problems.indices)
    let rows = data.summaries(problems: problems)
    let verdicts = data.verdicts(Array(data.plan.chains.indices), problems: problems)
    var table = TextTable([
      .init(title: "change", isFlexible: true), .init(title: "solved", isNumber: true), .init(title: "failed", isNumber: true),
      .init(title: "gap, decades", isNumber: true), .init(title: "evaluations against the whole", wraps: true), .init(title: "p", isNumber: true),
    ])
    for chain in data.plan.chains.indices {
      guard let row = rows.first(where: { $0.chain == chain }) else { continue }
      table.rows.append([
        chain == 0 ? whole.label : variants[chain - 1].change, "\(row.solved)/\(row.runs)", "\(row.failures)",
        chain == 0 ? "" : decadesText(data.decades(chain)), verdicts[chain].text, verdicts[chain].probabilityText,
      ])
    }
    let settings = data.plan.settings
    let lines = [
      "\(whole.text)",
      "\(data.plan.problems.map(\.text).joined(separator: ", ")), \(counted(data.plan.seeds, "start")) each, \(shortText(settings.budget)) evaluations a run. "
        + "Gap: the median over pairs of log10 of f − lowest against the whole chain's, positive is worse. Evaluations: as in tzopt compare.",
    ]
    return lines.flatMap { wrapped($0, width: style.columns - 2) }.map { "  \($0)\n" }.joined() + "\n" + table.text(style)
  }

  private func decadesText(_ decades: Double) -> String {
    decades.isNaN ? "–" : (decades > 0.05 ? "+" : "") + formatted("%.1f", abs(decades) < 0.05 ? 0 : decades)
  }
}

/// The name of a stage, with its number where the name occurs twice.
private func name(of i: Int, in stages: [(name: String, text: String)]) -> String {
  let isUnique = stages.count { $0.name == stages[i].name } == 1
  return isUnique ? stages[i].name : "\(stages[i].name) (stage \(i + 1))"
}

extension ComparisonData {
  /// How much further from the lowest value a chain ends than the first, in powers of ten: the median of the pairs. A gap counts
  /// from 1e-16 on, relative to the lowest value where that is large.
  fileprivate func decades(_ chain: Int) -> Double {
    var differences: [Double] = []
    for problem in plan.problems.indices {
      for seed in 0..<plan.seeds {
        guard let first = self[0, problem, seed], let other = self[chain, problem, seed] else { continue }
        let lowest = lowestValue(problem: problem, seed: seed)
        let least = 1e-16 * max(1, abs(lowest))
        let difference = log10(max(other.best - lowest, least)) - log10(max(first.best - lowest, least))
        if !difference.isNaN { differences.append(difference) }
      }
    }
    return Quartiles(differences).median
  }
}
