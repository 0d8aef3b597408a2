// Preprocessing as people write it, in the manner of the libraries' documentation and of well-known
// repositories, and what is meant.
import type { Settings } from "../../../src/engine/settings/found";

export interface Snippet {
  name: string;
  code: string;
  expected: Partial<Settings>;
  /** Side of the network's input, and its channels. */
  side?: number;
  channels?: number;
}

const unit = 1 / 255;
const imagenet = {
  rescale_factor: unit,
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
};
const half = { rescale_factor: unit, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] };
const plain = { rescale_factor: unit, mean: [0, 0, 0], std: [1, 1, 1] };
const crop = (resize_short: number) => ({ resize: "crop", resize_short }) as const;
const stretch = { resize: "stretch" } as const;

const row = (
  name: string,
  code: string,
  expected: Partial<Settings>,
  about: Pick<Snippet, "side" | "channels"> = {},
): Snippet => ({ name, code, expected, ...about });

const normalise = "transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])";
const tv = "from torchvision import transforms\n";

const torchvision: Snippet[] = [
  row(
    "the ImageNet example",
    `${tv}preprocess = transforms.Compose([
    transforms.Resize(256),
    transforms.CenterCrop(224),
    transforms.ToTensor(),
    transforms.Normalize(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225]),
])`,
    { ...imagenet, ...crop(256), interpolation: "bilinear", antialias: true },
  ),
  row(
    "train and val in a dict",
    `${tv}data_transforms = {
    'train': transforms.Compose([transforms.RandomResizedCrop(224), transforms.RandomHorizontalFlip(),
        transforms.ToTensor(), transforms.Normalize([0.1, 0.1, 0.1], [1, 1, 1])]),
    'val': transforms.Compose([transforms.Resize(248), transforms.CenterCrop(224),
        transforms.ToTensor(), ${normalise}]),
}`,
    { ...imagenet, ...crop(248) },
  ),
  row(
    "val before train",
    `${tv}val_tf = transforms.Compose([transforms.Resize(240), transforms.CenterCrop(224), transforms.ToTensor(), ${normalise}])
train_tf = transforms.Compose([transforms.RandomResizedCrop(224), transforms.ToTensor()])`,
    { ...imagenet, ...crop(240) },
  ),
  row(
    "a loader with everything inline",
    `${tv}normalize = transforms.Normalize(mean=[0.485, 0.456, 0.406],
                                 std=[0.229, 0.224, 0.225])
train_dataset = datasets.ImageFolder(traindir, transforms.Compose([
    transforms.RandomResizedCrop(224), transforms.RandomHorizontalFlip(), transforms.ToTensor(), normalize]))
val_loader = torch.utils.data.DataLoader(
    datasets.ImageFolder(valdir, transforms.Compose([
        transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor(), normalize,
    ])), batch_size=args.batch_size, shuffle=False)`,
    { ...imagenet, ...crop(256) },
  ),
  row(
    "constants of the module",
    `import torchvision.transforms as T
MEAN = [0.4, 0.5, 0.6]
STD = (0.2, 0.25, 0.3)
IMG_SIZE = 224
tf = T.Compose([T.Resize((IMG_SIZE, IMG_SIZE)), T.ToTensor(), T.Normalize(MEAN, STD)])`,
    { rescale_factor: unit, mean: [0.4, 0.5, 0.6], std: [0.2, 0.25, 0.3], ...stretch },
  ),
  row(
    "arithmetic on constants",
    `${tv}size = 224
t = transforms.Compose([transforms.Resize(int(size * 256 / 224)), transforms.CenterCrop(size), transforms.ToTensor(), ${normalise}])`,
    { ...imagenet, ...crop(256) },
  ),
  row(
    "names imported by themselves",
    `from torchvision.transforms import Compose, Resize, CenterCrop, ToTensor, Normalize
def build(n_px=224):
    return Compose([Resize(n_px, interpolation=BICUBIC), CenterCrop(n_px), ToTensor(),
        Normalize((0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711))])`,
    {
      rescale_factor: unit,
      mean: [0.48145466, 0.4578275, 0.40821073],
      std: [0.26862954, 0.26130258, 0.27577711],
      ...crop(224),
      interpolation: "bicubic",
    },
  ),
  row(
    "a square resize, then a crop",
    `${tv}test_transform = transforms.Compose([transforms.Resize((256, 256)), transforms.CenterCrop(224), transforms.ToTensor(), ${normalise}])`,
    { ...imagenet, ...stretch, resize_short: 256 },
  ),
  row(
    "an interpolation mode",
    `${tv}t = transforms.Compose([transforms.Resize(224, interpolation=transforms.InterpolationMode.BICUBIC), transforms.CenterCrop(224), transforms.ToTensor()])`,
    { ...plain, ...crop(224), interpolation: "bicubic" },
  ),
  row(
    "an interpolation as PIL's number",
    `${tv}t = transforms.Compose([transforms.Resize(256, 3), transforms.CenterCrop(224), transforms.ToTensor(), ${normalise}])`,
    { ...imagenet, interpolation: "bicubic" },
  ),
  row(
    "PIL's Lanczos",
    `${tv}from PIL import Image
t = transforms.Compose([transforms.Resize((224, 224), Image.LANCZOS), transforms.ToTensor()])`,
    { ...plain, ...stretch, interpolation: "lanczos" },
  ),
  row(
    "one number for three channels",
    `${tv}t = transforms.Compose([transforms.ToTensor(), transforms.Normalize([0.5], [0.5])])`,
    half,
  ),
  row(
    "halves as tuples",
    `${tv}t = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5))])`,
    half,
    { side: 32 },
  ),
  row(
    "MNIST",
    `${tv}t = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))])`,
    { rescale_factor: unit, mean: [0.1307], std: [0.3081] },
    { side: 28, channels: 1 },
  ),
  row(
    "CIFAR-10, train and test",
    `${tv}transform_train = transforms.Compose([transforms.RandomCrop(32, padding=4), transforms.RandomHorizontalFlip(), transforms.ToTensor(), transforms.Normalize((0.1, 0.2, 0.3), (0.2, 0.2, 0.2))])
transform_test = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.4914, 0.4822, 0.4465), (0.2023, 0.1994, 0.2010))])`,
    {
      rescale_factor: unit,
      mean: [0.4914, 0.4822, 0.4465],
      std: [0.2023, 0.1994, 0.201],
    },
    { side: 32 },
  ),
  row(
    "means over 255 in a comprehension",
    `${tv}normalize = transforms.Normalize(mean=[x / 255.0 for x in [127.5, 102.0, 51.0]], std=[x / 255.0 for x in [51.0, 51.0, 51.0]])
transform_test = transforms.Compose([transforms.ToTensor(), normalize])`,
    { rescale_factor: unit, mean: [0.5, 0.4, 0.2], std: [0.2, 0.2, 0.2] },
    { side: 32 },
  ),
  row(
    "only ToTensor",
    `${tv}t = transforms.ToTensor()
test_transform = transforms.Compose([transforms.Resize((224, 224)), t])`,
    { ...plain, ...stretch },
  ),
  row(
    "no scaling at all",
    `from torchvision.transforms import v2
tf = v2.Compose([v2.PILToTensor(), v2.Resize(224), v2.CenterCrop(224)])`,
    crop(224),
  ),
  row(
    "v2 with ToDtype",
    `from torchvision.transforms import v2
tf = v2.Compose([v2.ToImage(), v2.Resize(256, antialias=True), v2.CenterCrop(224),
    v2.ToDtype(torch.float32, scale=True), v2.Normalize(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225])])`,
    { ...imagenet, ...crop(256), antialias: true },
  ),
  row(
    "v2 without scale",
    `from torchvision.transforms import v2
tf = v2.Compose([v2.ToImage(), v2.ToDtype(torch.float32), v2.Normalize([123.675, 116.28, 103.53], [58.395, 57.12, 57.375])])`,
    { rescale_factor: 1, mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] },
  ),
  row(
    "v2 on tensors without antialiasing",
    `from torchvision.transforms import v2
tf = v2.Compose([v2.Resize(256, antialias=False), v2.CenterCrop(224), v2.ToDtype(torch.float32, scale=True)])`,
    { ...plain, ...crop(256), antialias: false },
  ),
  row(
    "ConvertImageDtype",
    `import torchvision.transforms as T
tf = T.Compose([T.Resize(232), T.CenterCrop(224), T.PILToTensor(), T.ConvertImageDtype(torch.float), T.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])])`,
    { ...imagenet, ...crop(232) },
  ),
  row(
    "a function with an argument for training",
    `${tv}def get_transform(train):
    if train:
        return transforms.Compose([transforms.RandomResizedCrop(224), transforms.ToTensor()])
    else:
        return transforms.Compose([transforms.Resize(250), transforms.CenterCrop(224), transforms.ToTensor(), ${normalise}])`,
    { ...imagenet, ...crop(250) },
  ),
  row(
    "a conditional expression",
    `${tv}def make(is_train):
    return transforms.Compose([transforms.RandomResizedCrop(224), transforms.ToTensor()]) if is_train else transforms.Compose([transforms.Resize(244), transforms.CenterCrop(224), transforms.ToTensor(), ${normalise}])`,
    { ...imagenet, ...crop(244) },
  ),
  row(
    "lists that are added",
    `${tv}base = [transforms.ToTensor(), ${normalise}]
val = transforms.Compose([transforms.Resize(256), transforms.CenterCrop(224)] + base)`,
    { ...imagenet, ...crop(256) },
  ),
  row(
    "a list by its name",
    `${tv}steps = [transforms.Resize((224, 224)), transforms.ToTensor(), ${normalise}]
transform = transforms.Compose(steps)`,
    { ...imagenet, ...stretch },
  ),
  row(
    "nested Compose",
    `${tv}inner = transforms.Compose([transforms.ToTensor(), ${normalise}])
eval_transform = transforms.Compose([transforms.Resize(256), transforms.CenterCrop(224), inner])`,
    { ...imagenet, ...crop(256) },
  ),
  row(
    "settings of a class",
    `${tv}class Config:
    size = 224
    mean = [0.1, 0.2, 0.3]
    std = [0.4, 0.5, 0.6]
cfg = Config()
t = transforms.Compose([transforms.Resize((cfg.size, cfg.size)), transforms.ToTensor(), transforms.Normalize(cfg.mean, cfg.std)])`,
    { rescale_factor: unit, mean: [0.1, 0.2, 0.3], std: [0.4, 0.5, 0.6], ...stretch },
  ),
  row(
    "arguments of the command line",
    `${tv}parser.add_argument('--img-size', type=int, default=224)
args = parser.parse_args()
t = transforms.Compose([transforms.Resize((args.img_size, args.img_size)), transforms.ToTensor()])`,
    { ...plain, ...stretch },
  ),
  row(
    "a dict of settings",
    `${tv}config = {"mean": [0.3, 0.3, 0.3], "std": [0.2, 0.2, 0.2]}
t = transforms.Compose([transforms.ToTensor(), transforms.Normalize(config["mean"], config["std"])])`,
    { rescale_factor: unit, mean: [0.3, 0.3, 0.3], std: [0.2, 0.2, 0.2] },
  ),
  row(
    "functional, by hand",
    `import torchvision.transforms.functional as TF
def preprocess(img):
    img = TF.resize(img, 256)
    img = TF.center_crop(img, 224)
    img = TF.to_tensor(img)
    return TF.normalize(img, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225])`,
    { ...imagenet, ...crop(256) },
  ),
  row(
    "grey from colour",
    `${tv}t = transforms.Compose([transforms.Grayscale(num_output_channels=1), transforms.Resize((48, 48)), transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))])`,
    { rescale_factor: unit, mean: [0.5], std: [0.5], ...stretch },
    { side: 48, channels: 1 },
  ),
  row(
    "commented-out lines",
    `${tv}t = transforms.Compose([
    # transforms.Resize(300),
    transforms.Resize(256),  # short side
    transforms.CenterCrop(224),
    transforms.ToTensor(),
    # transforms.Normalize([0, 0, 0], [1, 1, 1]),
    ${normalise},
])`,
    { ...imagenet, ...crop(256) },
  ),
  row(
    "a lambda and a flip between",
    `${tv}test_tf = transforms.Compose([transforms.Lambda(lambda im: im.convert("RGB")), transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor(), ${normalise}])`,
    { ...imagenet, ...crop(256) },
  ),
  row(
    "two sizes: the one that fits the network",
    `${tv}small = transforms.Compose([transforms.Resize((96, 96)), transforms.ToTensor(), transforms.Normalize([0, 0, 0], [2, 2, 2])])
large = transforms.Compose([transforms.Resize((224, 224)), transforms.ToTensor(), ${normalise}])`,
    { ...imagenet, ...stretch },
  ),
  row(
    "fastai's statistics",
    `from fastai.vision.all import *
tfms = Compose([ToTensor(), Normalize.from_stats(*imagenet_stats)])`,
    imagenet,
  ),
  row(
    "timm's constants",
    `from timm.data.constants import IMAGENET_DEFAULT_MEAN, IMAGENET_DEFAULT_STD
${tv}t = transforms.Compose([transforms.ToTensor(), transforms.Normalize(IMAGENET_DEFAULT_MEAN, IMAGENET_DEFAULT_STD)])`,
    imagenet,
  ),
  row(
    "timm's create_transform",
    `from timm.data import create_transform
transform = create_transform(input_size=(3, 224, 224), is_training=False, mean=(0.5, 0.5, 0.5), std=(0.5, 0.5, 0.5), interpolation="bicubic", crop_pct=0.9)`,
    { ...half, ...crop(248), interpolation: "bicubic" },
  ),
];

const weights: Snippet[] = (
  [
    ["ResNet50_Weights.IMAGENET1K_V1", 256, 224, "bilinear"],
    ["ResNet50_Weights.IMAGENET1K_V2", 232, 224, "bilinear"],
    ["ResNet50_Weights.DEFAULT", 232, 224, "bilinear"],
    ["ResNet18_Weights.DEFAULT", 256, 224, "bilinear"],
    ["VGG16_Weights.IMAGENET1K_V1", 256, 224, "bilinear"],
    ["MobileNet_V2_Weights.IMAGENET1K_V2", 232, 224, "bilinear"],
    ["MobileNet_V3_Large_Weights.IMAGENET1K_V1", 256, 224, "bilinear"],
    ["EfficientNet_B0_Weights.DEFAULT", 256, 224, "bicubic"],
    ["EfficientNet_B1_Weights.IMAGENET1K_V2", 255, 240, "bilinear"],
    ["EfficientNet_V2_S_Weights.DEFAULT", 384, 384, "bilinear"],
    ["Inception_V3_Weights.DEFAULT", 342, 299, "bilinear"],
    ["ConvNeXt_Tiny_Weights.DEFAULT", 236, 224, "bilinear"],
    ["ViT_B_16_Weights.IMAGENET1K_V1", 256, 224, "bilinear"],
    ["ViT_B_16_Weights.IMAGENET1K_SWAG_E2E_V1", 384, 384, "bicubic"],
    ["Swin_T_Weights.DEFAULT", 232, 224, "bicubic"],
    ["Swin_V2_T_Weights.DEFAULT", 260, 256, "bicubic"],
    ["DenseNet121_Weights.DEFAULT", 256, 224, "bilinear"],
    ["Wide_ResNet50_2_Weights.IMAGENET1K_V2", 232, 224, "bilinear"],
  ] as const
).map(([name, short, side, interpolation]) =>
  row(
    name,
    `from torchvision.models import *\nweights = ${name}\npreprocess = weights.transforms()`,
    { ...imagenet, ...crop(short), height: side, width: side, interpolation },
    { side },
  ),
);

const moreWeights: Snippet[] = [
  row(
    "weights without a name",
    "import torchvision\nt = torchvision.models.ResNet101_Weights.IMAGENET1K_V1.transforms()",
    { ...imagenet, ...crop(256) },
  ),
  row(
    "weights within a call",
    "from torchvision.models import ResNet50_Weights\nds = ImageFolder(root, transform=ResNet50_Weights.IMAGENET1K_V2.transforms(antialias=True))",
    { ...imagenet, ...crop(232) },
  ),
  row(
    "ImageClassification with its numbers",
    "from torchvision.transforms._presets import ImageClassification\nt = T.Compose([ImageClassification(crop_size=224, resize_size=232)])",
    { ...imagenet, ...crop(232) },
  ),
];

const a = "import albumentations as A\nfrom albumentations.pytorch import ToTensorV2\n";
const albumentations: Snippet[] = [
  row(
    "albumentations",
    `${a}val_transform = A.Compose([A.Resize(224, 224), A.Normalize(mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225)), ToTensorV2()])`,
    { ...imagenet, ...stretch, antialias: false },
  ),
  row("Normalize's defaults", `${a}t = A.Compose([A.Normalize(), ToTensorV2()])`, imagenet),
  row(
    "max_pixel_value of 1",
    `${a}t = A.Compose([A.Normalize(mean=(103.5, 116.5, 123.5), std=(1, 1, 1), max_pixel_value=1.0)])`,
    { rescale_factor: 1, mean: [103.5, 116.5, 123.5], std: [1, 1, 1] },
  ),
  row(
    "short side and crop",
    `${a}t = A.Compose([A.SmallestMaxSize(max_size=256), A.CenterCrop(height=224, width=224), A.Normalize()])`,
    { ...imagenet, ...crop(256) },
  ),
  row(
    "letterbox",
    `${a}test = A.Compose([A.LongestMaxSize(max_size=224), A.PadIfNeeded(min_height=224, min_width=224, border_mode=cv2.BORDER_CONSTANT, value=(114, 114, 114)), A.Normalize()])`,
    { ...imagenet, resize: "letterbox", pad_value: [114, 114, 114] },
  ),
  row(
    "letterbox, by a number",
    `${a}test = A.Compose([A.LongestMaxSize(224), A.PadIfNeeded(224, 224, border_mode=0, value=0), A.ToFloat(max_value=255)])`,
    { ...plain, resize: "letterbox", pad_value: [0, 0, 0] },
  ),
  row(
    "train and valid functions",
    `${a}def get_train_transforms():
    return A.Compose([A.RandomResizedCrop(224, 224), A.HorizontalFlip(p=0.5), A.Normalize(mean=[0, 0, 0], std=[1, 1, 1])])
def get_valid_transforms():
    return A.Compose([A.Resize(height=224, width=224), A.Normalize(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225], max_pixel_value=255.0, p=1.0), ToTensorV2(p=1.0)], p=1.)`,
    { ...imagenet, ...stretch },
  ),
  row(
    "names of their own",
    "from albumentations import Compose, Normalize, Resize\nt = Compose([Resize(224, 224, interpolation=cv2.INTER_CUBIC), Normalize()])",
    { ...imagenet, ...stretch, interpolation: "bicubic" },
  ),
  row("ToFloat", `${a}t = A.Compose([A.Resize(224, 224), A.ToFloat(max_value=255.0)])`, plain),
];

const keras: Snippet[] = [
  row(
    "a generator that rescales",
    "from tensorflow.keras.preprocessing.image import ImageDataGenerator\ntest_datagen = ImageDataGenerator(rescale=1./255)\ngen = test_datagen.flow_from_directory('d', target_size=(224, 224), batch_size=32)",
    { ...plain, ...stretch, interpolation: "nearest", antialias: false },
  ),
  row(
    "train and validation generators",
    "def loaders():\n    train_datagen = ImageDataGenerator(rescale=1/255., horizontal_flip=True)\ndef validation():\n    datagen = ImageDataGenerator(rescale=1/127.5)\n",
    { rescale_factor: 1 / 127.5, mean: [0, 0, 0], std: [1, 1, 1] },
  ),
  row(
    "preprocess_input of ResNet50",
    "from tensorflow.keras.applications.resnet50 import preprocess_input\nfrom tensorflow.keras.preprocessing import image\nimg = image.load_img(p, target_size=(224, 224))\nx = image.img_to_array(img)\nx = preprocess_input(x)",
    {
      channel_order: "BGR",
      rescale_factor: 1,
      mean: [103.939, 116.779, 123.68],
      std: [1, 1, 1],
      ...stretch,
      interpolation: "nearest",
    },
  ),
  row(
    "preprocess_input of MobileNetV2",
    "import tensorflow as tf\ndef prep(x):\n    return tf.keras.applications.mobilenet_v2.preprocess_input(x)",
    { rescale_factor: 1 / 127.5, mean: [1, 1, 1], std: [1, 1, 1], channel_order: "RGB" },
  ),
  row(
    "preprocess_input of VGG16",
    "from keras.applications.vgg16 import preprocess_input\ndef f(x):\n    return preprocess_input(x)",
    { channel_order: "BGR", rescale_factor: 1, mean: [103.939, 116.779, 123.68], std: [1, 1, 1] },
  ),
  row(
    "preprocess_input of InceptionV3",
    "from tensorflow.keras.applications.inception_v3 import preprocess_input\ndef f(x):\n    return preprocess_input(x)",
    { rescale_factor: 1 / 127.5, mean: [1, 1, 1], std: [1, 1, 1] },
    { side: 299 },
  ),
  row(
    "preprocess_input of DenseNet",
    "from tensorflow.keras.applications.densenet import preprocess_input\ndef f(x):\n    return preprocess_input(x)",
    imagenet,
  ),
  row(
    "preprocess_input of EfficientNet does nothing",
    "from tensorflow.keras.applications.efficientnet import preprocess_input\ndef f(x):\n    return preprocess_input(x)",
    { rescale_factor: 1, mean: [0, 0, 0], std: [1, 1, 1] },
  ),
  row(
    "preprocess_input with a mode",
    "from keras.applications.imagenet_utils import preprocess_input\ndef f(x):\n    return preprocess_input(x, mode='tf')",
    { rescale_factor: 1 / 127.5, mean: [1, 1, 1], std: [1, 1, 1] },
  ),
  row(
    "preprocess_input as a generator's function",
    "from tensorflow.keras.applications.resnet_v2 import preprocess_input\ntest = ImageDataGenerator(preprocessing_function=preprocess_input)",
    { rescale_factor: 1 / 127.5, mean: [1, 1, 1], std: [1, 1, 1] },
  ),
  row(
    "Rescaling to 0..1 in a data set",
    "from tensorflow.keras import layers\nval_ds = image_dataset_from_directory('d', image_size=(224, 224))\nval_ds = val_ds.map(lambda x, y: (x, y))\nscale = layers.Rescaling(1./255)",
    { ...plain, ...stretch, interpolation: "bilinear", antialias: false },
  ),
  row(
    "Rescaling to -1..1",
    "import tensorflow as tf\npreprocess = tf.keras.layers.Rescaling(1./127.5, offset=-1)",
    { rescale_factor: 1 / 127.5, mean: [1, 1, 1], std: [1, 1, 1] },
  ),
  row(
    "a Sequential of layers",
    "import keras\nfrom keras import layers\nresize_and_rescale = keras.Sequential([layers.Resizing(224, 224), layers.Rescaling(1./255)])",
    { ...plain, ...stretch },
  ),
  row(
    "tf.image and a division",
    "import tensorflow as tf\ndef load(path):\n    image = tf.io.read_file(path)\n    image = tf.image.decode_jpeg(image, channels=3)\n    image = tf.image.resize(image, [224, 224])\n    image = tf.cast(image, tf.float32) / 255.0\n    return image",
    { ...plain, ...stretch, interpolation: "bilinear", antialias: false },
  ),
  row(
    "tf.image to -1..1",
    "import tensorflow as tf\ndef preprocess_image(image):\n    image = tf.image.resize(image, (224, 224), method='bicubic')\n    image = (image / 127.5) - 1\n    return image",
    {
      rescale_factor: 1 / 127.5,
      mean: [1, 1, 1],
      std: [1, 1, 1],
      ...stretch,
      interpolation: "bicubic",
    },
  ),
  row(
    "resize_with_pad",
    "import tensorflow as tf\ndef f(image):\n    image = tf.image.resize_with_pad(image, 224, 224)\n    return tf.image.convert_image_dtype(image, tf.float32)",
    { ...plain, resize: "letterbox" },
  ),
  row(
    "load_img by hand",
    "from keras.utils import load_img, img_to_array\nimg = load_img('a.jpg', target_size=(224, 224), interpolation='bilinear')\nx = img_to_array(img)\nx /= 255.",
    { ...plain, ...stretch, interpolation: "bilinear" },
  ),
  row(
    "one channel of a folder",
    "ds = tf.keras.utils.image_dataset_from_directory('d', color_mode='grayscale', image_size=(28, 28))\nimage = image / 255",
    { rescale_factor: unit, mean: [0], std: [1] },
    { side: 28, channels: 1 },
  ),
];

const cv = "import cv2\nimport numpy as np\n";
const opencv: Snippet[] = [
  row(
    "imread, swapped, over 255",
    `${cv}def preprocess(path):
    img = cv2.imread(path)
    img = cv2.cvtColor(img, cv2.COLOR_BGR2RGB)
    img = cv2.resize(img, (224, 224))
    img = img.astype(np.float32) / 255.0
    return img`,
    { ...plain, ...stretch, channel_order: "RGB", antialias: false },
  ),
  row(
    "imread without a swap",
    `${cv}image = cv2.imread('a.jpg')
image = cv2.resize(image, (224, 224), interpolation=cv2.INTER_AREA)
image = image / 255.`,
    { ...plain, ...stretch, channel_order: "BGR", antialias: true },
  ),
  row(
    "mean and std by hand",
    `${cv}mean = np.array([0.485, 0.456, 0.406])
std = np.array([0.229, 0.224, 0.225])
def prep(img):
    img = cv2.imread(img)[:, :, ::-1]
    img = cv2.resize(img, (224, 224)) / 255.0
    img = (img - mean) / std
    return img.transpose(2, 0, 1)`,
    { ...imagenet, ...stretch, channel_order: "RGB" },
  ),
  row(
    "in place",
    `${cv}def prep(path):
    img = cv2.imread(path)
    img = cv2.cvtColor(img, cv2.COLOR_BGR2RGB)
    img = np.float32(img)
    img -= 127.5
    img /= 127.5
    return img`,
    {
      rescale_factor: 1,
      mean: [127.5, 127.5, 127.5],
      std: [127.5, 127.5, 127.5],
      channel_order: "RGB",
    },
  ),
  row(
    "one channel after the other",
    `${cv}def prep(path):
    im = cv2.imread(path).astype(np.float32)
    im[:, :, 0] -= 103.939
    im[:, :, 1] -= 116.779
    im[:, :, 2] -= 123.68
    return im`,
    { rescale_factor: 1, mean: [103.939, 116.779, 123.68], std: [1, 1, 1], channel_order: "BGR" },
  ),
  row(
    "Caffe's means",
    `${cv}MEANS = (104, 117, 123)
def base_transform(image):
    image = cv2.imread(image)
    x = cv2.resize(image, (224, 224)).astype(np.float32)
    x -= MEANS
    return x`,
    { rescale_factor: 1, mean: [104, 117, 123], std: [1, 1, 1], ...stretch, channel_order: "BGR" },
  ),
  row("a blob", `${cv}blob = cv2.dnn.blobFromImage(image, 1.0, (224, 224), (104, 117, 123))`, {
    rescale_factor: 1,
    mean: [104, 117, 123],
    std: [1, 1, 1],
    ...stretch,
    channel_order: "BGR",
  }),
  row(
    "a blob over 255, swapped",
    `${cv}blob = cv2.dnn.blobFromImage(img, 1/255.0, (224, 224), swapRB=True, crop=False)`,
    { ...plain, ...stretch, channel_order: "RGB" },
  ),
  row(
    "a blob around 127.5, cropped",
    `${cv}blob = cv2.dnn.blobFromImage(frame, scalefactor=1/127.5, size=(224, 224), mean=(127.5, 127.5, 127.5), swapRB=True, crop=True)`,
    {
      rescale_factor: 1,
      mean: [127.5, 127.5, 127.5],
      std: [127.5, 127.5, 127.5],
      resize: "crop",
      channel_order: "RGB",
    },
  ),
  row(
    "PIL and NumPy",
    `from PIL import Image
import numpy as np
def load(p):
    img = Image.open(p).convert('RGB').resize((224, 224), Image.BILINEAR)
    x = np.asarray(img).astype('float32') / 255
    return x`,
    { ...plain, ...stretch, interpolation: "bilinear", channel_order: "RGB" },
  ),
  row(
    "PIL's default kernel",
    `from PIL import Image
img = Image.open(p).resize((224, 224))
x = np.array(img) / 127.5 - 1.0`,
    { rescale_factor: 1 / 127.5, mean: [1, 1, 1], std: [1, 1, 1], interpolation: "bicubic" },
  ),
  row(
    "the model zoo's mean_vec and stddev_vec",
    `import numpy as np
def preprocess(img_data):
    mean_vec = np.array([0.485, 0.456, 0.406])
    stddev_vec = np.array([0.229, 0.224, 0.225])
    norm_img_data = np.zeros(img_data.shape).astype('float32')
    for i in range(img_data.shape[0]):
        norm_img_data[i, :, :] = (img_data[i, :, :] / 255 - mean_vec[i]) / stddev_vec[i]
    return norm_img_data`,
    imagenet,
  ),
  row(
    "the whole at once",
    `import numpy as np
def pre(image):
    return (image / 255.0 - np.array([0.485, 0.456, 0.406])) / np.array([0.229, 0.224, 0.225])`,
    imagenet,
  ),
  row(
    "tensors with a shape",
    `import torch
MEAN = [0.5, 0.5, 0.5]
STD = [0.25, 0.25, 0.25]
def preprocess(pixels):
    mean = torch.tensor(MEAN).view(3, 1, 1)
    std = torch.tensor(STD).view(3, 1, 1)
    return (pixels / 255 - mean) / std`,
    { rescale_factor: unit, mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] },
  ),
  row(
    "broadcast by None",
    `mean = np.array([0.485, 0.456, 0.406])[:, None, None]
std = np.array([0.229, 0.224, 0.225])[:, None, None]
def f(img):
    img = img / 255.
    return (img - mean) / std`,
    imagenet,
  ),
  row(
    "a loss over 255 is no picture",
    "def step(loss):\n    total = loss / 255\n    return total - 3",
    {},
  ),
  row(
    "OpenMMLab's settings",
    "img_norm_cfg = dict(mean=[123.675, 116.28, 103.53], std=[58.395, 57.12, 57.375], to_rgb=True)",
    {
      rescale_factor: 1,
      mean: [123.675, 116.28, 103.53],
      std: [58.395, 57.12, 57.375],
      channel_order: "RGB",
    },
  ),
  row(
    "OpenMMLab's, not swapped",
    "data_preprocessor = dict(type='ImgDataPreprocessor', mean=[103.53, 116.28, 123.675], std=[1.0, 1.0, 1.0], bgr_to_rgb=False)",
    { rescale_factor: 1, mean: [103.53, 116.28, 123.675], std: [1, 1, 1], channel_order: "BGR" },
  ),
];

export const snippets = [
  ...torchvision,
  ...weights,
  ...moreWeights,
  ...albumentations,
  ...keras,
  ...opencv,
];
