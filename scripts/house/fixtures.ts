import { type Checkout, codeFiles, type Finding } from './checkout.ts';
import { importsOf } from './source.ts';

const ofTests = /\.(test|fixture)\.ts$|[-/](promises|conformance)\.ts$/;

/** A fixture may do what only tests may, such as read the environment: so only tests stand on it. */
export function onlyTestsStandOnFixtures(checkout: Checkout): Finding[] {
  return codeFiles(checkout)
    .filter(([file]) => !ofTests.test(file))
    .flatMap(([file, text]) =>
      importsOf(text)
        .filter(({ specifier }) => /\.fixture(\.ts)?$/.test(specifier))
        .map(({ specifier, line }) => ({ file, line, message: `imports ${specifier}: only tests stand on fixtures` })),
    );
}
