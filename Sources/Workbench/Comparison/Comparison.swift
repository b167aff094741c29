import Numerics
import Synchronization

/// Makes the runs of a plan that are not there yet, on several threads, and hands each over as it is finished.
///
/// Every run is made of objects of its own, so that its outcome does not depend on what runs beside it.
public struct Comparison: Sendable {
  public let plan: ComparisonPlan
  /// Of the tool.
  public let version: String
  public let jobs: Int

  public init(_ plan: ComparisonPlan, version: String, jobs: Int) {
    self.plan = plan
    self.version = version
    self.jobs = jobs
  }

  /// The number of runs of the plan that are among these.
  public func known(_ results: [UInt64: RunResult]) -> Int {
    results.isEmpty ? 0 : (0..<plan.runCount).count { results[plan.request($0).key(version: version)] != nil }
  }

  private struct State {
    var results: [RunResult?]
    var error: (any Error)?
    var isInterrupted = false
    var progress: ComparisonProgress
  }

  /// - Parameters:
  ///   - known: runs of before, by their key.
  ///   - finished: gets each new run, one at a time, on whichever thread; what it throws ends the comparison.
  ///   - display: sees where the comparison stands, likewise.
  ///   - isInterrupted: asked between steps on every thread.
  public func run(
    known: [UInt64: RunResult] = [:], finished: @escaping @Sendable (RunResult) throws -> Void,
    display: @escaping @Sendable (ComparisonProgress) -> Void, isInterrupted: @escaping @Sendable () -> Bool
  ) -> ComparisonOutcome {
    let plan = plan, version = version
    let results = (0..<plan.runCount).map { known[plan.request($0).key(version: version)] }
    let missing = results.indices.filter { results[$0] == nil }
    // BLAS must not start threads of its own beside ours; the same bits come out whatever the number of jobs.
    LinearAlgebra.threads = 1
    BLAS.threads = 1
    let shared = Shared(State(results: results, progress: ComparisonProgress(total: missing.count)))
    inParallel(missing.count, threads: jobs) { i in
      let result =
        isInterrupted() ? nil : plan.request(missing[i]).result(accuracy: plan.accuracy, version: version, isInterrupted: isInterrupted)
      return shared.state.withLock { state in
        guard let result else {
          state.isInterrupted = true
          return false
        }
        guard state.error == nil else { return false }
        state.results[missing[i]] = result
        do { try finished(result) } catch { state.error = error }
        state.progress.note(result)
        display(state.progress)
        return state.error == nil
      }
    }
    return shared.state.withLock { state in
      ComparisonOutcome(results: state.results, error: state.error, isInterrupted: state.isInterrupted)
    }
  }

  private final class Shared: Sendable {
    let state: Mutex<State>
    init(_ state: sending State) { self.state = Mutex(state) }
  }
}

/// What a comparison left, whether or not it came to its end.
public struct ComparisonOutcome: Sendable {
  /// In the plan's order; nil where a run was interrupted or not begun.
  public let results: [RunResult?]
  /// What ended it early: results that could not be written.
  public let error: (any Error)?
  public let isInterrupted: Bool
}
