/// The ARN of the user or role that the credentials found in this context belong to.
package func callerIdentity(_ context: AWSContext) throws(AWSError) -> String {
    try SecurityTokenService(context, region: nil).identity(of: CredentialChain(context).credentials())
}
