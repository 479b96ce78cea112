# PowerShell completion of imgpar
Register-ArgumentCompleter -Native -CommandName imgpar -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.StartOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() })
    # Some versions drop empty arguments, so a space stands for one.
    if ($wordToComplete -eq '') { $words += ' ' }
    & imgpar complete '--' @words 2>$null | ForEach-Object {
        $value, $help = $_ -split "`t", 2
        if ($value -eq ':files') {
            [System.Management.Automation.CompletionCompleters]::CompleteFilename($wordToComplete)
        } else {
            if (-not $help) { $help = $value }
            [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $help)
        }
    }
}
