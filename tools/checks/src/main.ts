import { checkRepository } from './checkRepository.ts';
import { formatProblem } from './problem.ts';
import { repository } from './repository.ts';

const problems = checkRepository(repository);
for (const problem of problems) console.error(formatProblem(problem));
if (problems.length > 0) {
  console.error(
    `${problems.length} broken ${problems.length === 1 ? 'rule' : 'rules'}; they are explained in docs/architecture.md.`,
  );
  process.exitCode = 1;
} else {
  console.log('Imports, dependencies and file lengths keep to the rules.');
}
