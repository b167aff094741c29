/// Checkpoints of the courses of a session, the nearest of which a run is taken up at; without any, it is run from its start.
struct CheckpointStore {
  private var kept: [(course: Course, checkpoint: SolverCheckpoint)] = []
  private let countLimit = 64
  private let byteLimit = 1 << 29

  mutating func save(_ course: Course, _ checkpoint: SolverCheckpoint) {
    // An incomplete one would make later counts depend on where checkpoints lie.
    guard checkpoint.run.isComplete, checkpoint.run.size <= byteLimit, !kept.contains(where: { $0.course == course }) else { return }
    kept.append((course, checkpoint))
    while kept.count > countLimit || (kept.count > 1 && kept.reduce(0) { $0 + $1.checkpoint.run.size } > byteLimit) { thin() }
  }

  /// The one with the most done on the way to a course.
  func nearest(to course: Course) -> (course: Course, checkpoint: SolverCheckpoint)? {
    kept.filter { $0.course.leads(to: course) }.max { ($0.course.steps, $0.course.edits.count) < ($1.course.steps, $1.course.edits.count) }
  }

  /// Every second of the older half goes.
  private mutating func thin() {
    let half = max(1, kept.count / 2)
    kept = kept.enumerated().filter { $0.offset >= half || $0.offset % 2 == 1 }.map(\.element)
  }
}
