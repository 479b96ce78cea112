import type { shells } from '../commands.js';

// The scripts ask imgpar itself, so they need not change with its options. `imgpar complete -- WORDS` prints a candidate on each line, its help
// after a tab; `:files` stands for the shell's own completion of files.

const bash = `# bash completion of imgpar
_imgpar() {
  local words=() word line current files= i
  # Bash takes --name=value apart; imgpar wants it whole.
  for ((i = 1; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if ((\${#words[@]} > 0)) && [[ $word == = || \${COMP_WORDS[i - 1]} == = ]]; then
      words[\${#words[@]} - 1]+=$word
    else
      words+=("$word")
    fi
  done
  current=\${words[\${#words[@]} - 1]}
  COMPREPLY=()
  while IFS= read -r line; do
    word=\${line%%$'\\t'*}
    if [[ $word == :files ]]; then
      files=1
    elif [[ $current == --*=* && $COMP_WORDBREAKS == *=* ]]; then
      COMPREPLY+=("\${word#*=} ")
    elif [[ $word == *= ]]; then
      COMPREPLY+=("$word")
    else
      COMPREPLY+=("$word ")
    fi
  done < <(imgpar complete -- "\${words[@]}" 2>/dev/null)
  if [[ $files ]]; then
    [[ $current == --*=* ]] && current=\${current#*=}
    compopt -o filenames 2>/dev/null
    while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$current")
    # Names of files are quoted by bash, and so are spaces: words end without one.
    for i in "\${!COMPREPLY[@]}"; do COMPREPLY[i]=\${COMPREPLY[i]% }; done
  else
    compopt -o nospace 2>/dev/null
  fi
}
complete -F _imgpar imgpar
`;

const zsh = `#compdef imgpar
# zsh completion of imgpar
_imgpar() {
  local line value files
  local -a described unfinished
  for line in "\${(@f)$(imgpar complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
    value=\${line%%$'\\t'*}
    if [[ $value == :files ]]; then
      files=1
    elif [[ $value == *= ]]; then
      unfinished+=("$value")
    elif [[ -n $value ]]; then
      described+=("\${value//:/\\\\:}:\${line#*$'\\t'}")
    fi
  done
  (( \${#described} )) && _describe imgpar described
  (( \${#unfinished} )) && compadd -S '' -a unfinished
  if [[ -n $files ]]; then
    compset -P '--*='
    _files
  fi
  return 0
}
if [[ $funcstack[1] == _imgpar ]]; then _imgpar "$@"; else compdef _imgpar imgpar; fi
`;

const fish = `# fish completion of imgpar
function __imgpar_complete
    set -l words (commandline -opc)
    set -l current (string unescape -- (commandline -ct))
    for line in (imgpar complete -- $words[2..-1] "$current" 2>/dev/null)
        if test "$line" != ":files"
            echo $line
        else if string match -q -- '--*=*' "$current"
            set -l flag (string replace -r '=.*' '=' -- "$current")
            for path in (__fish_complete_path (string replace -r '^[^=]*=' '' -- "$current"))
                echo $flag$path
            end
        else
            __fish_complete_path "$current"
        end
    end
end
complete -c imgpar -f -a '(__imgpar_complete)'
`;

const powershell = `# PowerShell completion of imgpar
Register-ArgumentCompleter -Native -CommandName imgpar -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.StartOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() })
    # Some versions drop empty arguments, so a space stands for one.
    if ($wordToComplete -eq '') { $words += ' ' }
    & imgpar complete '--' @words 2>$null | ForEach-Object {
        $value, $help = $_ -split "\`t", 2
        if ($value -eq ':files') {
            [System.Management.Automation.CompletionCompleters]::CompleteFilename($wordToComplete)
        } else {
            if (-not $help) { $help = $value }
            [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $help)
        }
    }
}
`;

/** What each shell is to load. */
export const completionScripts: Readonly<Record<(typeof shells)[number], string>> = { bash, zsh, fish, powershell };
