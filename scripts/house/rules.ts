import { serversListenHereOnly } from './addresses.ts';
import type { Rule } from './checkout.ts';
import { commonStandsAlone, oneClientEach } from './clients.ts';
import { declarationsAreUsed, importsAreDeclared, versionsAgree } from './dependencies.ts';
import { environmentIsReadAtTheDoor } from './environment.ts';
import { onlyTestsStandOnFixtures } from './fixtures.ts';
import { importsGoDown } from './floors.ts';
import { retiredWordsAreGone, termsMeanOneThing } from './glossary.ts';
import { commonKnowsNoTickets, namesSayWhatTheyAre } from './names.ts';
import { neededServersAreDeclared } from './needs.ts';
import { packagesArePrivateModules } from './packages.ts';
import { portsAreOnesOwn } from './ports.ts';
import { noTestIsConditional } from './quiet-tests.ts';
import { scriptsCanBeRun, subprojectsAreComplete } from './required-files.ts';
import { commonIsSmall, filesAreShort } from './sizes.ts';

/** The rules of the house, each with what holds when it is kept. Its own test plants violations that it must find. */
export const rules: Record<string, Rule> = {
  'imports go to the own subproject or a lower floor': importsGoDown,
  'only tests stand on fixtures': onlyTestsStandOnFixtures,
  'common stands on express, zod and Node alone': commonStandsAlone,
  'a contract names no technology, a lesson those it declares': oneClientEach,
  'no file has more than 200 lines': filesAreShort,
  'common stays under 400 lines': commonIsSmall,
  'common is not about tickets': commonKnowsNoTickets,
  'every subproject and family has its files': subprojectsAreComplete,
  'run.sh and test.sh can be run and say what they do': scriptsCanBeRun,
  'what is imported is declared': importsAreDeclared,
  'what is declared is used': declarationsAreUsed,
  'a package has one version everywhere': versionsAgree,
  'every package is private and an ES module': packagesArePrivateModules,
  'the environment is read at the door only': environmentIsReadAtTheDoor,
  'names say what things are': namesSayWhatTheyAre,
  'the glossary gives each term one meaning': termsMeanOneThing,
  'words that the glossary retired are gone': retiredWordsAreGone,
  'every server has a port of its own': portsAreOnesOwn,
  'run.sh starts the servers that package.json declares': neededServersAreDeclared,
  'servers listen on this machine only': serversListenHereOnly,
  'no test is put off or runs on a condition': noTestIsConditional,
};

/** Rules that the repository does not keep yet. It must break them: one that it keeps leaves this list. */
export const notYetKept: string[] = [];
