interface Run {
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
  }[];
}
export function countTests(
  result: Run,
  root: string,
): { passed: string[]; failed: string[]; skipped: string[]; brokenFiles: string[] };
export function tellTimes(lines: string, root: string): string[];
