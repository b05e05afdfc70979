/// The version of the program; k8s/ and .github/CHANGELOG.md name the same one.
let freshenVersion = "0.2.0"
