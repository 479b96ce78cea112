import { createRequire } from 'node:module';
import { visible } from '../report/visible.js';
import { version } from '../version.js';
import { equalizeFlags, flagsOf, previewOptions, restoreOptions, verifyOptions } from './flags.js';
const pages = {
    equalize: { summary: 'Equalise images into a folder', describe: describeEqualize },
    check: { summary: 'Tell what equalize would have to do', describe: describeCheck },
    verify: { summary: 'Read results and compare them with what was written', describe: describeVerify },
    restore: { summary: 'Bring the originals of images back that were equalised in place', describe: describeRestore },
    preview: { summary: 'Draw one image as every method shows it', describe: describePreview },
    methods: { summary: 'List the methods', describe: describeMethods },
    doctor: { summary: 'Look at this machine, and try whether all works', describe: describeDoctor },
};
/** The help of a command, or where there is none of that name, of the program, as yargs draws it. */
export function helpText(command, columns, method) {
    // Its ES-module build breaks lines of help in the middle of words, its CommonJS build between them; both give the same function.
    const yargs = createRequire(import.meta.url)('yargs');
    const parser = yargs()
        .scriptName('imgpar')
        .locale('en')
        .wrap(columns)
        .help('help', 'Show this help')
        .version('version', 'Show the version', version)
        .alias({ help: 'h' })
        .exitProcess(false);
    (pages[command ?? '']?.describe ?? describeCommands)(parser);
    if (method)
        parser.epilogue(parametersText(method));
    let text = '';
    parser.parseSync(['--help'], {}, (_error, _parsed, output) => {
        text = output;
    });
    return text;
}
function describeCommands(parser) {
    for (const [name, { summary }] of Object.entries(pages))
        parser.command(name, summary);
    return parser
        .usage('$0 <command>\n\nEqualises the histograms of whole folders of images, in parallel.')
        .epilogue('imgpar <command> --help shows the options and examples of a command.');
}
function describeEqualize(parser) {
    return parser
        .usage('$0 equalize <source..> <destination>\n\n' +
        'Equalises images and writes the results into the folder <destination>, in which the tree below each source is mirrored. ' +
        'Sources are folders (read recursively), files and glob patterns; !PATTERN leaves out. The destination of a single file may be a ' +
        'file name.')
        .options(described(equalizeFlags))
        .epilogue(examples([
        ['every image below ./photos', 'imgpar equalize ./photos ./out'],
        ['a pattern, quoted; each channel on its own', "imgpar equalize 'scans/**/*.tif' ./out --on rgb"],
        ['one image', 'imgpar equalize photo.jpg better.jpg'],
        ['images that another program names', 'find . -newer last | imgpar equalize --list - ./out'],
        ['results replace their sources', 'imgpar equalize --in-place --backup-dir ./originals ./photos'],
        ['adaptive, in tiles', 'imgpar equalize ./photos ./out --method clahe --tiles 8x8'],
        ["exactly Pillow's result", 'imgpar equalize ./photos ./out --dialect pillow'],
        ['one table for all, so images stay comparable', 'imgpar equalize ./plate ./out --scope set'],
        ['convert on the way', 'imgpar equalize ./photos ./out --format webp --quality 80'],
        ['events for a program', 'imgpar equalize ./photos ./out --progress json > run.jsonl'],
    ]))
        .epilogue('Exit codes: 0 all good, 1 some images failed, 2 wrong use, 130 interrupted, 143 terminated.\nNames that begin with a dash come after --.');
}
function parametersText({ name, parameters }) {
    if (parameters.length === 0)
        return `The method ${visible(name)} has no parameters.`;
    const width = Math.max(...parameters.map((each) => each.name.length));
    const lines = parameters.map(({ name, help, default: byDefault }) => `${name.padEnd(width)}  ${help} [default: ${byDefault}]`);
    // They come from a module of the user's.
    const indented = lines.map((line) => `  ${visible(line)}`);
    return [`Parameters of the method ${visible(name)}, each as --param NAME=VALUE:`, ...indented].join('\n');
}
/** Options as yargs wants them told. */
function described(flags) {
    return Object.fromEntries(Object.entries(flags).map(([name, { kind, section, help, alias, default: byDefault, defaultText }]) => [
        name,
        {
            group: `${section}:`,
            describe: defaultText === undefined ? help : `${help} [default: ${defaultText}]`,
            ...(kind.isSwitch ? { boolean: true } : kind.merge ? { array: true, requiresArg: true } : { string: true, requiresArg: true }),
            ...(kind.words && !kind.isOpen && { choices: kind.words }),
            ...(alias !== undefined && { alias }),
            ...(byDefault !== undefined && !kind.isSwitch && { default: kind.toText(byDefault) }),
        },
    ]));
}
/** What each does above the command, as both side by side would have to be broken. */
function examples(list) {
    return ['Examples:', ...list.map(([does, command]) => `  # ${does}\n  ${command}`), ''].join('\n');
}
function describeCheck(parser) {
    return parser
        .usage('$0 check <source..> <destination>\n\n' +
        'Names every image of which the result is missing or stale, and why; takes the options of equalize. Writes nothing.')
        .options(described(equalizeFlags))
        .epilogue(examples([
        ['is all up to date?', 'imgpar check ./photos ./out'],
        ['by content, and is nothing there whose source is gone?', 'imgpar check ./photos ./out --checksum --prune'],
    ]))
        .epilogue('Exit codes: 0 all up to date, 2 wrong use, 3 something is missing or stale.');
}
function describeVerify(parser) {
    return parser
        .usage('$0 verify <destination>\n\nReads every result that equalize wrote into a folder, and names those that are not what it wrote.')
        .options(described(flagsOf(verifyOptions)))
        .example('$0 verify ./out', '')
        .epilogue('Exit codes: 0 all as written, 1 something differs, 2 wrong use.');
}
function describeRestore(parser) {
    return parser
        .usage('$0 restore <backup>\n\n' +
        'Brings back the originals of images that were equalised in place with --backup-dir <backup>. Each is checked by its content. ' +
        'Images that were changed since are left as they are. The backup stays.')
        .options(described(flagsOf(restoreOptions)))
        .epilogue(examples([
        ['what would be done', 'imgpar restore ./originals --dry-run'],
        ['bring all originals back', 'imgpar restore ./originals'],
    ]))
        .epilogue('Exit codes: 0 all originals are back, 1 some are not; each is named, 2 wrong use.');
}
function describePreview(parser) {
    return parser
        .usage('$0 preview <image>\n\nDraws the image and what every method makes of it, side by side, each with its histogram, into one PNG.')
        .options(described(flagsOf(previewOptions)))
        .example('$0 preview photo.jpg -o sheet.png', '')
        .epilogue('Exit codes: 0 drawn, 1 the PNG cannot be written, 2 wrong use, or nothing that can be drawn.');
}
function describeMethods(parser) {
    return parser.usage('$0 methods\n\nLists the methods, one a line.');
}
function describeDoctor(parser) {
    return parser.usage('$0 doctor\n\nShows versions, cores, memory and what a run would take of them, and tries every format and a run. ' +
        'Exit code 0 when all works, else 1.');
}
