"""Translation: engines that turn sentences into another language, behind one protocol, and what feeds them."""
