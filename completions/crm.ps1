# Completion of crm for PowerShell; made by tools/generate.py.
#   crm completion powershell | Out-String | Invoke-Expression      for this session; in $PROFILE for every session

Register-ArgumentCompleter -Native -CommandName crm, guanxi -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $elements = @($commandAst.CommandElements)
    $before = @($elements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object {
        if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.Extent.Text }
    })
    $typed = $wordToComplete.TrimStart("'", '"')
    $encoding = $env:PYTHONIOENCODING
    $console = [Console]::OutputEncoding
    try {
        $env:PYTHONIOENCODING = 'utf-8'
        [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
        $program = $elements[0].Extent.Text.Trim("'", '"')
        $answer = @(& $program __complete words @before ":$typed" 2>$null)
    }
    finally {
        $env:PYTHONIOENCODING = $encoding
        [Console]::OutputEncoding = $console
    }
    if ($answer.Count -and $answer[0] -eq ':files') { return }
    foreach ($line in $answer) {
        $value, $said = $line -split "`t", 2
        if (-not $said) { $said = $value }
        [System.Management.Automation.CompletionResult]::new($value, "$value  $said", 'ParameterValue', $said)
    }
}
