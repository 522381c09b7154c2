// Types catch shapes; these rules catch the rest: floating promises, and the single doors of docs/architecture.md.
import js from '@eslint/js';
import tseslint from 'typescript-eslint';
import hooks from 'eslint-plugin-react-hooks';

const door = (message) => ({ 'no-restricted-globals': ['error', ...message] });
export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'data/', 'coverage/', 'sandbox/outlook/web/', 'tools/sideload/', 'docs/'] },
  js.configs.recommended,
  {
    files: ['**/*.mjs', '**/*.cjs', '*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        module: 'writable',
        require: 'readonly',
        Buffer: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        fetch: 'readonly',
        performance: 'readonly',
      },
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.recommendedTypeChecked],
    plugins: { 'react-hooks': hooks },
    languageOptions: { parserOptions: { project: './tsconfig.json' } },
    rules: {
      ...hooks.configs.recommended.rules,
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': 'off',
      'no-console': 'error',
      // Parts of this house are plain objects that close over what they need: their functions may be handed on alone.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['contract/**', 'server/**', 'sandbox/**'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "MemberExpression[object.name='process'][property.name='env']",
          message: 'The environment is read in config.ts (server) and main.ts (sandbox).',
        },
      ],
    },
  },
  { files: ['server/config.ts', 'server/main.ts', 'sandbox/main.ts'], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['src/**'],
    ignores: ['src/office/**', 'src/**/*.test.*'],
    rules: door([
      { name: 'Office', message: 'Only src/office touches Office.' },
      { name: 'OfficeRuntime', message: 'Only src/office touches Office.' },
    ]),
  },
  {
    files: ['src/**'],
    ignores: ['src/api/**', 'src/**/*.test.*', 'src/stories/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'window', property: 'fetch', message: 'Only src/api talks to the network.' },
      ],
    },
  },
  { files: ['sandbox/base/certificates.ts'], rules: { 'no-console': 'off' } }, // it silences a package that prints
  { files: ['sandbox/outlook/shim/**'], languageOptions: { globals: { window: 'readonly' } } },
  {
    files: ['**/*.test.ts', '**/*.test.tsx', 'test/**'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'no-console': 'off',
    },
  },
);
