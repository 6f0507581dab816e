# Completion of system2 for PowerShell. In $PROFILE: system2 completion powershell | Out-String | Invoke-Expression

Register-ArgumentCompleter -Native -CommandName system2, think, vote, budget, cost -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | ForEach-Object { "$_" })
    $script = $words[0]
    $words = @($words | Select-Object -Skip 1)
    if ($wordToComplete -and $words.Count) { $words = @($words | Select-Object -SkipLast 1) }
    $Env:_SYSTEM2_COMPLETE = "=$wordToComplete"
    try {
        & $script @words 2>$null | ForEach-Object {
            $word, $about = $_ -split "`t", 2
            if (-not $about) { $about = $word }
            [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $about)
        }
    } finally {
        Remove-Item Env:_SYSTEM2_COMPLETE
    }
}
