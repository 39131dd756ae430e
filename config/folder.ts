/** Which files of a folder are looked into for configurations, by their names. */

/** What is looked into whatever else is there. */
const EXTENSIONS = /\.(?:properties|ya?ml|json|txt|env|conf|cfg|ini|tf|tfvars)$|^\.env(?:\.|$)/i
/** What is not; other files are, unless they are hidden: a script may run Kafka's tools. */
const NO_CONFIGURATION =
  /^\.|\.(?:md|markdown|rst|adoc|html?|png|jpe?g|gif|svg|webp|pdf|bat|cmd|ps1|py|rb|js|mjs|ts|java|scala|go|lock|log|gz|tgz|zip|jar|jks|p12|pem|crt|key|sarif|xml)$/i

/** What editors and merges leave behind: never above what it is a copy of. */
const BACKUP = /(?:~|\.(?:bak|backup|old|orig|rej|save|sw[op]|tmp))$/i

/** `likely` is named as configurations are, `possible` may be one, `none` is passed over. */
export const likenessOf = (name: string): 'likely' | 'possible' | 'none' =>
  BACKUP.test(name) ? 'none' : EXTENSIONS.test(name) ? 'likely' : NO_CONFIGURATION.test(name) ? 'none' : 'possible'

/** What is said of a folder in which nothing is looked into. */
export const WITHOUT_CONFIGURATION =
  'it is a folder without files of configuration, such as .properties, .yaml, .json, .env or .txt'

/** A script of the shell, by its name: it counts for what it runs, whatever else stands in it. */
export const isScript = (name: string): boolean => /\.(?:sh|bash|zsh|ksh)$/i.test(name)

/** The files that `docker compose` runs where none is named. */
export const isComposesOwn = (file: string): boolean => /^(?:docker-)?compose\.ya?ml$/.test(baseName(file))

/** The folder of a file; empty where it names none. */
export const folderOf = (file: string): string => file.slice(0, Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\'), 0))

/** The name of a file without its folder. */
export const baseName = (file: string): string => file.replace(/^.*[/\\]/, '')
