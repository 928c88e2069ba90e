# Checks the synthesized stacks (`make tflint`): the rules for the language that tflint brings along, and no others.
# Rules for Azure are a plugin that is downloaded from GitHub; checkov and the providers' own validation cover them.
plugin "terraform" {
  enabled = true
  preset  = "all"
}
