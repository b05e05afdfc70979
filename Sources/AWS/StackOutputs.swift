internal import HTTPClient

/// The outputs of stacks of CloudFormation.
///
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
package struct StackOutputs {
    private let context: AWSContext
    private let credentials: CredentialChain

    package init(_ context: AWSContext, _ credentials: CredentialChain) {
        self.context = context
        self.credentials = credentials
    }

    /// The value of an output of a stack, in the region of the environment, the profile or the instance.
    ///
    /// Throws where none of these names a region, and where there is no such stack or output.
    package func value(_ output: String, of stack: String) throws(AWSError) -> String {
        let named = try context.region()
        guard let region = if let named { named } else { try InstanceSource(context: context).region() } else {
            throw .setup("NoRegion", "the stack \(stack) is in an unknown region: set AWS_REGION")
        }
        let answer = try service(region).query("DescribeStacks", version: "2010-05-15", [("StackName", stack)])
        let stacks = (try? XMLElement(xml: answer.body))?["DescribeStacksResult"]?["Stacks"]
        guard let found = stacks?["member"] else {
            throw .unreadable(answer, "the answer to DescribeStacks holds no stack")
        }
        let outputs = found["Outputs"]?.all("member") ?? []
        if let value = outputs.first(where: { $0["OutputKey"]?.text == output })?["OutputValue"]?.text { return value }
        let names = outputs.compactMap { $0["OutputKey"]?.text }.sorted()
        let known = names.isEmpty ? "it has none" : "it has " + names.joined(separator: ", ")
        throw .setup("NoSuchOutput", "the stack \(stack) has no output \(output) in \(region): \(known)")
    }

    private func service(_ region: String) throws(AWSError) -> AWSService {
        let standard = "https://cloudformation.\(region).\(region.domainOfRegion)"
        return AWSService(
            endpoint: try context.endpoint("cloudformation", standard: standard), region: region,
            service: "cloudformation", credentials: credentials, http: context.http, clock: context.clock)
    }
}
