/// The family's modules in the order of listing.
let restartModules: [Module.Type] = [
]
