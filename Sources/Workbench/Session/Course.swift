/// All that a run follows from: a problem, a chain, the edits of the chain at their steps, and the number of steps.
///
/// Runs are exact: a course gives the same bits whenever and however often it is run. So a session stores courses, and what takes a
/// run somewhere else (back, undo, fork, switch, replay) is another course.
struct Course: Equatable {
  /// The request's text, seed included.
  let problem: String
  let chain: ChainText
  private(set) var edits: [TimedEdit] = []
  /// Steps completed.
  private(set) var steps = 0

  struct TimedEdit: Equatable {
    let step: Int
    let edit: ChainEdit
  }

  init(problem: String, chain: ChainText) {
    self.problem = problem
    self.chain = chain
  }

  /// The chain at its end.
  var presentChain: ChainText { edits.last?.edit.chain ?? chain }

  func edited(_ edit: ChainEdit) -> Course {
    var course = self
    course.edits.append(TimedEdit(step: steps, edit: edit))
    return course
  }

  /// Run on, to this number of steps.
  func advanced(to steps: Int) -> Course {
    var course = self
    course.steps = max(self.steps, steps)
    return course
  }

  /// As it was at the end of an earlier step; edits made there stay.
  func cut(to steps: Int) -> Course {
    var course = self
    course.steps = min(self.steps, max(0, steps))
    course.edits.removeAll { $0.step > course.steps }
    return course
  }

  /// Going on from here can lead to that course.
  func leads(to other: Course) -> Bool {
    problem == other.problem && chain == other.chain && steps <= other.steps && edits.count <= other.edits.count
      && edits == Array(other.edits[..<edits.count]) && other.edits[edits.count...].allSatisfy { $0.step >= steps }
  }
}
