// Builds what the browser loads: four pages, their scripts under names made of their content, and each already compressed.
import path from 'node:path';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import CopyPlugin from 'copy-webpack-plugin';
import HtmlPlugin from 'html-webpack-plugin';
import MiniCssExtractPlugin from 'mini-css-extract-plugin';
import MinimizerPlugin from 'minimizer-webpack-plugin';
import webpack from 'webpack';

const root = import.meta.dirname;
const brotli = promisify(zlib.brotliCompress);
const gzip = promisify(zlib.gzip);

/** Writes name.br and name.gz beside every script and style, so that the server never compresses while somebody waits. */
class Precompress {
  apply(compiler) {
    compiler.hooks.thisCompilation.tap('Precompress', (compilation) => {
      const stage = webpack.Compilation.PROCESS_ASSETS_STAGE_OPTIMIZE_TRANSFER; // after the hashes in names and references are final
      compilation.hooks.processAssets.tapPromise({ name: 'Precompress', stage }, (assets) =>
        Promise.all(
          Object.keys(assets)
            .filter((name) => /\.(js|css|svg)$/.test(name))
            .map(async (name) => {
              const bytes = Buffer.from(assets[name].source());
              const [br, gz] = await Promise.all([
                brotli(bytes, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11 } }),
                gzip(bytes, { level: 9 }),
              ]);
              compilation.emitAsset(`${name}.br`, new webpack.sources.RawSource(br));
              compilation.emitAsset(`${name}.gz`, new webpack.sources.RawSource(gz));
            }),
        ),
      );
    });
  }
}

const page = (name, folder, more = {}) =>
  new HtmlPlugin({
    template: `src/${folder}/${name}.html`,
    filename: `${name}.html`,
    chunks: [name],
    scriptLoading: 'defer',
    inject: false,
    minify: false,
    ...more,
  });

/** `--env stories` builds, instead, the pages that show every screen with hand-made answers (src/stories). */
export default (env = {}, argv = {}) => {
  const isProduction = argv.mode === 'production';
  const names = isProduction && !env.stories ? '[name].[contenthash:8]' : '[name]';
  return {
    entry: env.stories
      ? { stories: './src/stories/index.tsx' }
      : {
          taskpane: './src/taskpane/index.tsx',
          record: './src/record/index.tsx',
          settings: './src/settings/index.tsx',
          calendar: './src/calendar/index.tsx',
          'signed-in': './src/signed-in/index.ts',
        },
    output: {
      path: env.out ?? path.join(root, env.stories ? 'dist/stories' : 'dist/public'),
      filename: `${names}.js`,
      chunkFilename: `${names}.js`,
      publicPath: env.stories ? '' : '/',
      clean: true,
    },
    target: ['web', 'es2022'],
    resolve: { extensions: ['.tsx', '.ts', '.js'], extensionAlias: { '.js': ['.ts', '.tsx', '.js'] } },
    module: {
      rules: [
        {
          test: /\.tsx?$/,
          exclude: /node_modules/,
          loader: 'swc-loader',
          options: {
            jsc: {
              parser: { syntax: 'typescript', tsx: true },
              transform: { react: { runtime: 'automatic', development: !isProduction } },
              target: 'es2022',
            },
          },
        },
        { test: /\.css$/, use: [MiniCssExtractPlugin.loader, 'css-loader'], sideEffects: true },
      ],
    },
    plugins: [
      new MiniCssExtractPlugin({ filename: `${names}.css`, chunkFilename: `${names}.css` }),
      ...(env.stories
        ? [page('stories', 'stories')]
        : [
            page('taskpane', 'taskpane'),
            page('record', 'record'),
            page('settings', 'settings'),
            page('calendar', 'calendar'),
            page('signed-in', 'signed-in'),
            new CopyPlugin({
              patterns: [
                { from: 'assets', to: 'assets' },
                { from: 'src/about', to: '[name][ext]' },
              ],
            }),
          ]),
      ...(isProduction ? [new Precompress()] : []),
    ],
    // The pages stay as written: the server puts the page's configuration in the place of a comment.
    optimization: {
      minimize: isProduction,
      minimizer: [
        new MinimizerPlugin({
          test: /[.]js$/,
          minify: MinimizerPlugin.swcMinify, // half the time of the usual one, the same size
          minimizerOptions: { compress: { passes: 3 }, mangle: true },
        }),
      ],
    },
    devtool: 'source-map',
    // Where a clone is built once and thrown away, writing it takes a quarter of the time.
    cache: process.env.CI
      ? false
      : {
          type: 'filesystem',
          name: `${env.stories ? 'stories' : 'pages'}-${argv.mode ?? 'development'}`,
          buildDependencies: { config: [import.meta.filename] },
        },
    performance: { hints: false },
    stats: { preset: 'errors-warnings' },
  };
};
